import { describeScope } from './scopes.ts';

export interface Consent {
  app: string;
  scopes: string[];
  organisations: { tenantId: string; name: string; practice: boolean; connected: boolean }[];
  login: { name: string; email: string };
  complaint?: string | undefined;
}

/** The page on which a person lets an app in: one form, no script. */
export function consentPage(consent: Consent): string {
  const organisations = consent.organisations
    .map(
      (organisation) => `<label class="choice">
<input type="checkbox" name="tenant" value="${escapeHtml(organisation.tenantId)}"${organisation.connected ? ' checked' : ''}>
<span>${escapeHtml(organisation.name)}${organisation.practice ? ' <small>Practice</small>' : ''}${
        organisation.connected ? ' <small>Connected</small>' : ''
      }</span></label>`,
    )
    .join('\n');
  const scopes = consent.scopes.map((scope) => `<li>${escapeHtml(describeScope(scope))}</li>`).join('\n');
  const complaint = consent.complaint
    ? `<p class="complaint" role="alert" id="complaint">${escapeHtml(consent.complaint)}</p>`
    : '';
  return shell(
    'Allow access',
    `<h1><strong>${escapeHtml(consent.app)}</strong> wants access to your organisations</h1>
<p class="quiet">Signed in as ${escapeHtml(consent.login.name)} (${escapeHtml(consent.login.email)})</p>
<form method="post">
<fieldset${consent.complaint ? ' aria-describedby="complaint"' : ''}>
<legend>Organisations to connect</legend>
${organisations}
</fieldset>
${complaint}
<h2>This allows it to</h2>
<ul>
${scopes}
</ul>
<div class="buttons">
<button class="primary" name="decision" value="allow">Allow access</button>
<button name="decision" value="cancel">Cancel</button>
</div>
</form>`,
  );
}

export function escapeHtml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => named[character] ?? character);
}

export function shell(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – sandbox accounting</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>Sandbox accounting<span> · stands in for Xero, nothing here is real</span></header>
<main>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f2f4f6; --card: #fff; --ink: #16202b; --quiet: #526070; --line: #c3ccd6;
  --accent: #0b61a8; --on-accent: #fff; --warn: #a3131f; }
@media (prefers-color-scheme: dark) { :root { --ground: #12171d; --card: #1c242d; --ink: #e9eef3; --quiet: #a3b1bf;
  --line: #46535f; --accent: #7cc4ff; --on-accent: #0a1a28; --warn: #ff9aa2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { padding: 1rem; text-align: center; font-weight: 600; }
header span { color: var(--quiet); font-weight: 400; }
main { max-width: 30rem; margin: 1rem auto 3rem; padding: 1.5rem 2rem 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px; }
h1 { font-size: 1.35rem; line-height: 1.3; font-weight: 400; margin: 0 0 .25rem; }
h2, legend { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .25rem; padding: 0; }
.quiet, small { color: var(--quiet); }
.quiet { margin: 0 0 .5rem; }
fieldset { border: 0; margin: 0; padding: 0; }
.choice { display: flex; gap: .75rem; align-items: center; padding: .6rem .75rem; margin: .4rem 0;
  border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.choice:hover, .choice:focus-within { border-color: var(--accent); }
input { width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--accent); flex: none; }
small { border: 1px solid var(--line); border-radius: 99px; padding: 0 .5rem; margin-left: .35rem; }
ul { margin: 0 0 1.5rem; padding-left: 1.2rem; }
.complaint { color: var(--warn); font-weight: 600; }
.buttons { display: flex; gap: .75rem; flex-wrap: wrap; }
button { font: inherit; font-weight: 600; padding: .55rem 1.25rem; border-radius: 8px; border: 1px solid var(--line);
  background: transparent; color: inherit; cursor: pointer; }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
