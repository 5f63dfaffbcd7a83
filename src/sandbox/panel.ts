import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { SandboxClock } from './clock.ts';
import type { FaultKind, Faults, System } from './faults.ts';
import { listen, type Recorder, type RunningServer } from './http.ts';
import type { ArrangedFault, AutotaskRow, WorldCalls, WorldInfo, XeroRow } from './world-api.ts';

export interface PanelOptions {
  /** 0 takes a free one. */
  port: number;
  /** The endpoints of slack/client-api.ts. */
  clientRoutes: Router;
  autotaskRows(): AutotaskRow[];
  xeroRows(): XeroRow[];
  info(): Omit<WorldInfo, 'now'>;
  faults: Faults;
  recorder: Recorder;
  clock: SandboxClock;
}

const systems: System[] = ['slack', 'autotask', 'xero'];
const kinds: FaultKind[] = ['slow', 'limited', 'failing', 'down', 'hang', 'lost-request', 'lost-answer'];

/** Serves the page, the people's Slack (`/client`) and the world outside (`/world`) on one loopback port. */
export async function openPanel(options: PanelOptions): Promise<RunningServer> {
  const server = express().disable('x-powered-by');
  server.use(refuseStrangers);
  server.use(options.clientRoutes);
  server.use('/world', worldRoutes(options));
  server.use(pageRoutes());
  try {
    return await listen(server, options.port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${options.port} is taken by another program, so the sandbox's page cannot be served there.`, {
      cause: error,
    });
  }
}

/**
 * The page has no login, so it must be out of reach of other web pages: a foreign name that resolves to this machine is
 * refused by its Host, a foreign form or script by its Origin.
 */
function refuseStrangers(request: Request, response: Response, next: NextFunction) {
  const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
  const { host = '', origin } = request.headers;
  const sameOrigin = origin === undefined || origin === `http://${host}`;
  if (loopback.test(host) && sameOrigin) return next();
  response.status(403).type('text').send('The sandbox answers this machine only.\n');
}

function worldRoutes({ autotaskRows, xeroRows, info, faults, recorder, clock }: PanelOptions): Router {
  const router = express.Router();
  router.use(express.json());
  router.get('/', (_request, response) => {
    response.json({ ...info(), now: clock.now() } satisfies WorldInfo);
  });
  router.get('/autotask', (_request, response) => {
    response.json(autotaskRows());
  });
  router.get('/xero', (_request, response) => {
    response.json(xeroRows());
  });
  router.get('/calls', (_request, response) => {
    const counts = {
      autotask: recorder.count('autotask'),
      xero: recorder.count('xero'),
      slack: recorder.count('slack'),
    };
    response.json({ counts, violations: recorder.violations } satisfies WorldCalls);
  });
  router.get('/faults', (_request, response) => {
    response.json(faults.pending().map((fault) => ({ ...fault, times: finite(fault.times) }) satisfies ArrangedFault));
  });
  router.post('/faults', (request, response) => {
    const fault = request.body as ArrangedFault | undefined;
    if (!fault || !systems.includes(fault.system) || !kinds.includes(fault.kind))
      return void response.status(400).json({ ok: false, error: 'Name a system and a kind of fault that exist.' });
    faults.add({ ...fault, times: fault.times ?? Number.POSITIVE_INFINITY });
    response.json({ ok: true });
  });
  router.delete('/faults', (request, response) => {
    faults.clear(systems.find((system) => system === request.query.system));
    response.json({ ok: true });
  });
  router.post('/clock', (request, response) => {
    const { advanceMs } = (request.body ?? {}) as { advanceMs?: unknown };
    if (typeof advanceMs !== 'number' || !Number.isFinite(advanceMs))
      return void response.status(400).json({ ok: false, error: 'advanceMs must be a number of milliseconds.' });
    clock.advance(advanceMs);
    response.json({ now: clock.now() });
  });
  return router;
}

function finite(times: number): number | null {
  return Number.isFinite(times) ? times : null;
}

/** `img-src`: an image block may point anywhere; nothing else may. */
const contentSecurityPolicy =
  "default-src 'self'; img-src 'self' data: https: http://127.0.0.1:*; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

function pageRoutes(): Router {
  const router = express.Router();
  const folder = pageFolder();
  router.use((_request, response, next) => {
    response.set({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-cache' });
    next();
  });
  if (folder) router.use(express.static(folder));
  else
    router.get('/', (_request, response) => {
      response.status(503).type('text').send('The page is not built. Run: npm run build\n');
    });
  return router;
}

/** Beside this file once built; in dist when the sandbox runs from its sources, as in the tests. */
function pageFolder(): string | undefined {
  return ['./page/', '../../dist/sandbox/page/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => fs.existsSync(`${folder}main.js`));
}
