import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { NoticeView } from '../domain/views.ts';
import type { Log } from '../log.ts';
import type { Services } from '../services/api.ts';
import { explain } from './errors.ts';

export interface WebDeps {
  services: Pick<Services, 'connect'>;
  log: Log;
  /** `https://host`, as the browser sees it; Xero sends the browser back below it. */
  publicUrl: string;
  /** Whether upSync can do its work now; asked by `/healthz`. */
  healthy?: () => Promise<boolean>;
}

/** The few pages a browser sees. Slack's endpoint is put on the same server by `SlackFront.mount`. */
export function createWeb(deps: WebDeps): Express {
  const server = express();
  server.disable('x-powered-by');
  server.use(securityHeaders);
  server.get('/healthz', async (_request, response) => {
    const well = await (deps.healthy?.() ?? Promise.resolve(true)).catch(() => false);
    response.status(well ? 200 : 503).json({ ok: well });
  });
  server.get('/xero/callback', async (request, response) => {
    const callbackUrl = new URL(request.originalUrl, deps.publicUrl).href;
    const said = await finish(deps, callbackUrl);
    response
      .status(said.tone === 'error' ? 500 : said.tone === 'warning' ? 400 : 200)
      .type('html')
      .send(page(said));
  });
  return server;
}

/** To be put on last: what nobody answers, and what breaks, is told without a look inside. */
export function closeWeb(server: Express, log: Log): void {
  server.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here.\n');
  });
  const broken: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    log.warn({ error }, 'a request to the web server could not be answered');
    if (response.headersSent) return next(error);
    response.status(statusOf(error)).type('text').send('That could not be answered.\n');
  };
  server.use(broken);
}

/** Express says with its errors whose fault it was. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

async function finish(deps: WebDeps, callbackUrl: string): Promise<NoticeView> {
  try {
    return await deps.services.connect.finish({ callbackUrl });
  } catch (error) {
    const said = explain(error, deps.log, 'the page that Xero comes back to');
    return { ...said, lines: [...said.lines, 'You can close this window and go back to Slack.'] };
  }
}

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    // The address holds a code of Xero's.
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  next();
};

function page(said: NoticeView): string {
  const title = html(said.title);
  const lines = said.lines.map((line) => `<p>${html(line)}</p>`).join('\n');
  const reference = said.reference ? `<p><small>Reference ${html(said.reference)}</small></p>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – upSync</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${lines}
${reference}
</main>
</body>
</html>
`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
