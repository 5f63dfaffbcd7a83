import fs from 'node:fs';
import { z } from 'zod';

/** `http:` is for this machine only: tokens and amounts travel in these requests. */
const webAddress = z.url({ protocol: /^https?$/, error: 'is not a web address' }).refine(isSafe, {
  error: 'must begin with https:// (http:// is accepted for this machine only)',
});

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, { error: 'must be 32 bytes in base64' })
  .optional();

const PORT_RANGE = 'must be a whole number from 0 to 65535';

/** Every setting there is. `.env.example` and the README's table are checked against it. */
export const settings = {
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', { error: 'must begin with xoxb-' }).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', { error: 'must begin with xapp-' }).optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: webAddress.default('https://slack.com/api/'),
  AUTOTASK_USERNAME: z.string().min(1).optional(),
  AUTOTASK_SECRET: z.string().min(1).optional(),
  AUTOTASK_INTEGRATION_CODE: z.string().min(1).optional(),
  AUTOTASK_API_URL: webAddress.default('https://webservices.autotask.net/atservicesrest/'),
  XERO_CLIENT_ID: z.string().min(1).optional(),
  XERO_CLIENT_SECRET: z.string().min(1).optional(),
  XERO_GRANT: z
    .enum(['authorization_code', 'client_credentials'], { error: 'must be authorization_code or client_credentials' })
    .default('authorization_code'),
  XERO_API_URL: webAddress.default('https://api.xero.com'),
  XERO_IDENTITY_URL: webAddress.default('https://identity.xero.com'),
  XERO_SCOPES: z
    .string()
    .default(
      'openid profile email offline_access accounting.contacts accounting.invoices accounting.settings.read accounting.attachments',
    ),
  PUBLIC_URL: webAddress.default('http://localhost:3000'),
  PORT: z.coerce
    .number({ error: PORT_RANGE })
    .int({ error: PORT_RANGE })
    .min(0, { error: PORT_RANGE })
    .max(65535, { error: PORT_RANGE })
    .default(3000),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgresql://' })
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  UPSYNC_SECRET_KEY: key,
  UPSYNC_NEW_SECRET_KEY: key,
  UPSYNC_CHANNEL: z.string().min(1).optional(),
  UPSYNC_APPROVERS: list,
  UPSYNC_ADMINS: list,
  UPSYNC_SEARCHERS: list,
  UPSYNC_TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'is not an IANA time zone, such as Europe/London' })
    .optional(),
  AUTOTASK_COMPANY_URL: z
    .string()
    .default('{webUrl}Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenAccount&AccountID={companyId}'),
  NODE_ENV: z.string().default('development'),
};

const schema = z.object(settings);
type Settings = z.infer<typeof schema>;

/** Settings of a live start: what is optional for the sandbox's sake is there. */
export type Config = Readonly<
  Settings &
    Required<
      Pick<
        Settings,
        | 'SLACK_BOT_TOKEN'
        | 'AUTOTASK_USERNAME'
        | 'AUTOTASK_SECRET'
        | 'AUTOTASK_INTEGRATION_CODE'
        | 'XERO_CLIENT_ID'
        | 'XERO_CLIENT_SECRET'
        | 'UPSYNC_CHANNEL'
        | 'UPSYNC_TIME_ZONE'
      >
    >
>;

export type ConfigAnswer =
  | { kind: 'config'; config: Config }
  /** No credentials at all: the sandbox. Holds what may still be set, such as DATA_DIR. */
  | { kind: 'sandbox'; dataDir: string; port: number }
  | { kind: 'problems'; problems: { setting: string; problem: string }[] };

const CREDENTIALS = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'AUTOTASK_USERNAME',
  'AUTOTASK_SECRET',
  'AUTOTASK_INTEGRATION_CODE',
  'XERO_CLIENT_ID',
  'XERO_CLIENT_SECRET',
] as const;

const NEEDED = [
  'SLACK_BOT_TOKEN',
  'AUTOTASK_USERNAME',
  'AUTOTASK_SECRET',
  'AUTOTASK_INTEGRATION_CODE',
  'XERO_CLIENT_ID',
  'XERO_CLIENT_SECRET',
  'UPSYNC_CHANNEL',
  'UPSYNC_TIME_ZONE',
] as const;

/**
 * Reads the environment once. Answers with a frozen Config, with "no credentials, so the sandbox", or with all problems
 * at once; an empty variable counts as not set.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): ConfigAnswer {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message }));

  if (!CREDENTIALS.some((name) => given[name])) {
    if (given.NODE_ENV === 'production')
      problems.push({
        setting: 'NODE_ENV',
        problem: 'is production, and no credentials are set; the sandbox is not for production',
      });
    if (problems.length > 0 || !parsed.success) return { kind: 'problems', problems };
    const { DATA_DIR, PORT } = parsed.data;
    return { kind: 'sandbox', dataDir: DATA_DIR, port: PORT };
  }

  for (const name of NEEDED) if (!given[name]) problems.push({ setting: name, problem: 'is missing' });
  if (!given.SLACK_APP_TOKEN && !given.SLACK_SIGNING_SECRET)
    problems.push({
      setting: 'SLACK_APP_TOKEN',
      problem: 'is missing (Socket Mode); or set SLACK_SIGNING_SECRET for signed HTTP',
    });
  for (const name of ['UPSYNC_APPROVERS', 'UPSYNC_ADMINS'])
    if (!given[name])
      problems.push({ setting: name, problem: 'is missing: Slack user ids or user-group ids, comma separated' });
  if (problems.length > 0 || !parsed.success) return { kind: 'problems', problems };
  return { kind: 'config', config: Object.freeze(parsed.data) as Config };
}

/** Where the data are, and their key: all that the commands need that work on the data. Credentials may be missing. */
export type Storage = Readonly<
  Pick<Settings, 'DATABASE_URL' | 'DATA_DIR' | 'UPSYNC_SECRET_KEY' | 'UPSYNC_NEW_SECRET_KEY'>
>;

const storage = schema.pick({
  DATABASE_URL: true,
  DATA_DIR: true,
  UPSYNC_SECRET_KEY: true,
  UPSYNC_NEW_SECRET_KEY: true,
});

export function readStorage(
  environment: NodeJS.ProcessEnv = process.env,
): { kind: 'storage'; storage: Storage } | Extract<ConfigAnswer, { kind: 'problems' }> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = storage.safeParse(given);
  if (parsed.success) return { kind: 'storage', storage: Object.freeze(parsed.data) };
  const problems = parsed.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message }));
  return { kind: 'problems', problems };
}

/** Loads `.env` beside package.json where there is one; what is set already wins. */
export function loadEnvFile(file: string): void {
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

export function problemTable(problems: { setting: string; problem: string }[]): string {
  const width = Math.max(...problems.map(({ setting }) => setting.length));
  return problems.map(({ setting, problem }) => `  ${setting.padEnd(width)}  ${problem}`).join('\n');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What is no web address at all is said by the check before. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol !== 'http:' || isLoopback(hostname);
}

/** This machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
