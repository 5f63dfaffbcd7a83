import type { RunningServer } from '../http.ts';
import { listen } from '../http.ts';
import type { StandInOptions, XeroRow } from '../stand-in.ts';
import type { XeroWorld } from '../world.ts';
import type { ByHand } from './by-hand.ts';
import { createByHand } from './by-hand.ts';
import type { Context, XeroApp } from './context.ts';
import { guid } from './format.ts';
import { seedOrganisation } from './seed.ts';
import { createHandler } from './server.ts';
import type { State } from './state.ts';
import { openState } from './state.ts';
import type { XeroSwitches } from './switches.ts';
import { defaultSwitches } from './switches.ts';

export type { ByHand } from './by-hand.ts';
export { answerConsent } from './consent.ts';
export type { XeroApp } from './context.ts';
export { seededContactId } from './seed.ts';
export type { XeroSwitches } from './switches.ts';

export interface XeroOptions extends StandInOptions {
  world: XeroWorld;
  apps: XeroApp[];
  /** Who signs in on the consent page. */
  login?: { name: string; email: string };
  switches?: Partial<XeroSwitches>;
}

export interface XeroStandIn extends RunningServer, ByHand {
  /** Every document in every organisation, oldest first. */
  rows(): XeroRow[];
  /** May be changed while it runs. */
  switches: XeroSwitches;
}

/**
 * A small Xero on a loopback port: identity, connections and Accounting API under one address, which serves as both
 * XERO_IDENTITY_URL and XERO_API_URL. It is stricter than Xero where a client should hear of its mistake: what it does
 * not know it answers with 501 and puts into `recorder.violations`.
 */
export async function openXero(options: XeroOptions): Promise<XeroStandIn> {
  checkApps(options.apps);
  const state = openState(options.store);
  const context: Context = {
    state,
    clock: options.clock,
    recorder: options.recorder,
    switches: defaultSwitches(options.switches),
    apps: options.apps,
    login: options.login ?? { name: 'Alex Morgan', email: 'alex.morgan@example.com' },
    url: '',
  };
  if (state.organisations.size === 0)
    for (const organisation of options.world.organisations) seedOrganisation(state, organisation, options.clock.now());
  for (const app of options.apps) connectCustom(context, app);

  const { handle, stop } = createHandler(context, options.faults);
  const server = await (options.listen ?? listen)(handle, options.port);
  context.url = server.url;
  const close = () => {
    stop();
    return server.close();
  };
  return { ...server, close, ...createByHand(context), rows: () => readRows(state), switches: context.switches };
}

/** Xero takes https, or http on localhost; not the bare loopback address. https://developer.xero.com/faq/oauth2 */
function checkApps(apps: XeroApp[]): void {
  for (const uri of apps.flatMap((app) => app.redirectUris)) {
    const { protocol, hostname } = new URL(uri);
    if (protocol !== 'https:' && !(protocol === 'http:' && hostname === 'localhost'))
      throw new Error(`Xero would not register the redirect URI ${uri}: it takes https, or http://localhost`);
  }
}

function connectCustom(context: Context, app: XeroApp): void {
  const { customConnection: tenantId, clientId } = app;
  if (!tenantId) return;
  const id = guid('custom connection', clientId, tenantId);
  const now = context.clock.now();
  if (!context.state.connections.get(id))
    context.state.connections.put(id, { id, clientId, tenantId, authEventId: id, created: now, updated: now });
}

function readRows(state: State): XeroRow[] {
  return state.organisations.values().flatMap((organisation) =>
    [
      ...state.documents(organisation.tenantId, 'ACCREC'),
      ...state.documents(organisation.tenantId, 'ACCRECCREDIT'),
    ].map((document) => ({
      organisation: organisation.name,
      tenantId: organisation.tenantId,
      type: document.type,
      id: document.id,
      number: document.number,
      contact: state.contact(organisation.tenantId, document.contactId)?.Name ?? '',
      contactId: document.contactId,
      date: document.date,
      status: document.status,
      currency: document.currency,
      subTotal: document.subTotal,
      totalTax: document.totalTax,
      total: document.total,
    })),
  );
}
