import { expect, test } from '@jest/globals';
import { contactQuestionsModal } from '../../src/blocks/contact-questions.ts';
import { contactQuestions } from './samples.ts';

/** What the list offers for the first company: the words, and what stands below them. */
function offered(suggestion: { name: string; email: string | null; reason: string }): [string, string | undefined][] {
  const view = contactQuestions('small');
  const [company] = view.companies;
  if (!company) throw new Error('a company is asked about');
  const suggestions = [{ contactId: 'c-1', score: 1, ...suggestion }];
  const companies = [{ ...company, question: { ...company.question, suggestions } }];
  const drawn = contactQuestionsModal({ ...view, companies });
  for (const block of drawn.blocks)
    if ('element' in block && block.element.type === 'static_select' && block.element.options)
      return block.element.options.map(({ text, description }) => [text.text, description?.text]);
  return [];
}

test('a proposed contact has its whole name, and below it why', () => {
  const name = 'Finch & Fox <Design> and Partners Ltd, London';
  const email = 'leo@finchfox.example';
  const reason = 'same name, same e-mail domain (finchfox.example)';
  expect(offered({ name, email, reason })[0]).toEqual([`Use ${name}`, `${reason} · ${email}`]);
  expect(offered({ name, email: null, reason })[0]).toEqual([`Use ${name}`, reason]);
});

test('an address that would be cut is left out', () => {
  const email = 'accounts.payable@finch-and-fox.example';
  const reason = 'same name, same e-mail domain (finch-and-fox.example)';
  expect(offered({ name: 'Finch', email, reason })[0]).toEqual(['Use Finch', reason]);
});
