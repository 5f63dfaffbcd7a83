import type { InvoiceRow } from '../../domain/views/run-card.ts';
import type { AutotaskStandIn } from '../../sandbox/autotask/index.ts';
import type { Json } from '../../sandbox/slack/client-api.ts';
import type { XeroStandIn } from '../../sandbox/xero/index.ts';
import type { Press } from '../sim/notes.ts';
import type { ByCall } from './by-call.ts';
import type { Ending } from './ending.ts';

/** A run's card as it stands in Slack. */
export interface Card {
  runId: string;
  blocks: Json[];
}

export type Choice = { kind: 'use' | 'create' | 'skip'; save: boolean };

/**
 * What people, and others behind upSync's back, can do: on the simulated road by calling the services in virtual time, on
 * the real one by what a person does in Slack. People are Slack's user ids. What does not come off throws.
 */
export interface Road {
  autotask: AutotaskStandIn;
  xero: XeroStandIn;
  troubles: ByCall;
  now(): number;
  search(text: string): Promise<void>;
  /** Until there is nothing that upSync would do by itself; false: it goes on and on. */
  rest(): Promise<boolean>;
  /** The newest card of each run, the oldest run first. */
  cards(): Promise<Card[]>;
  rows(card: Card): Promise<InvoiceRow[]>;
  connect(card: Card, who: string): Promise<void>;
  chooseOrganisation(card: Card, who: string): Promise<void>;
  setUp(card: Card, who: string): Promise<void>;
  answerContacts(card: Card, who: string, choose: (companyId: number, suggested: boolean) => Choice): Promise<void>;
  hold(card: Card, who: string, row: InvoiceRow): Promise<void>;
  /** All of them press at the same moment. */
  approve(card: Card, who: string[], markEach: boolean): Promise<Press['outcome'][]>;
  tryAgain(card: Card, who: string[]): Promise<Press['outcome'][]>;
  mark(card: Card, who: string[], yes: boolean): Promise<Press['outcome'][]>;
  /** What stands when all is over; `restless`: what is not at rest, in words. */
  ending(restless: string[]): Promise<Ending>;
}
