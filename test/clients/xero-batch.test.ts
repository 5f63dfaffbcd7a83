import { expect, test } from '@jest/globals';
import { prepareBatch } from '../../src/clients/xero-batch.ts';
import type { Draft } from '../../src/domain/types.ts';
import { aDraft } from '../domain/make.ts';

/** What is sent for one Draft, beside its lines. */
function sent(changes: Partial<Draft>): Record<string, unknown> {
  const draft = aDraft(changes);
  const { body } = prepareBatch('org-1', draft.kind, [draft], () => 'https://psa.test/?invoice=4711');
  const { invoices, creditNotes } = JSON.parse(body) as Record<string, Record<string, unknown>[]>;
  return (invoices ?? creditNotes)?.[0] ?? {};
}

test('where Xero numbers, no number is sent at all', () => {
  expect(sent({})).toMatchObject({ invoiceNumber: 'INV-4711' });
  expect(sent({ number: '', reference: 'AT-4711' })).not.toHaveProperty('invoiceNumber');
  expect(sent({ number: '', reference: 'AT-4711', kind: 'credit-note' })).not.toHaveProperty('creditNoteNumber');
});

test('a branding theme goes along where one is chosen', () => {
  expect(sent({ brandingThemeId: 'theme-1' })).toMatchObject({ brandingThemeID: 'theme-1' });
  expect(sent({ brandingThemeId: null })).not.toHaveProperty('brandingThemeID');
  expect(sent({ brandingThemeId: 'theme-1', kind: 'credit-note' })).toMatchObject({ brandingThemeID: 'theme-1' });
});

test('only an authorised invoice says that it was sent', () => {
  expect(sent({ sentToContact: true, status: 'AUTHORISED' })).toMatchObject({ sentToContact: true });
  expect(sent({ sentToContact: true, status: 'DRAFT' })).not.toHaveProperty('sentToContact');
  expect(sent({ sentToContact: true, status: 'AUTHORISED', kind: 'credit-note' })).not.toHaveProperty('sentToContact');
});

test('the same Drafts are the same bytes', () => {
  const draft = aDraft({ brandingThemeId: 'theme-1', sentToContact: true, status: 'AUTHORISED' });
  const body = () => prepareBatch('org-1', 'invoice', [draft], () => 'https://psa.test/').body;
  expect(body()).toBe(body());
});
