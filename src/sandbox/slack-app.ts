import fs from 'node:fs';

/** The app as its manifest registers it: what a person would have pasted at api.slack.com/apps. */
export interface RegisteredApp {
  name: string;
  scopes: string[];
  commands: { command: string; description: string; usageHint: string }[];
}

interface Manifest {
  features: {
    bot_user: { display_name: string };
    slash_commands: { command: string; description: string; usage_hint?: string }[];
  };
  oauth_config: { scopes: { bot: string[] } };
}

/** Reads the project's manifest.json, so that a scope or command that was not registered is missing here too. */
export function registeredApp(file: URL = new URL('../../manifest.json', import.meta.url)): RegisteredApp {
  const { features, oauth_config } = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  return {
    name: features.bot_user.display_name,
    scopes: oauth_config.scopes.bot,
    commands: features.slash_commands.map(({ command, description, usage_hint = '' }) => ({
      command,
      description,
      usageHint: usage_hint,
    })),
  };
}
