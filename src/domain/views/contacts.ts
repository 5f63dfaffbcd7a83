import type { CompanyContact, ContactQuestion } from '../types.ts';

/** Which Xero contact is this company? A form, page by page. */
export interface ContactQuestionsView {
  kind: 'contact-questions';
  runId: string;
  organisation: { id: string; name: string };
  companies: {
    companyId: number;
    name: string;
    invoices: number;
    gross: string;
    question: ContactQuestion;
    /** People at the company, best suggestion first. */
    people: CompanyContact[];
    /** What was wrong with the answer that was just given. */
    problem: string | null;
    /** An answer given on another page, kept. */
    answer: ContactDecision | null;
  }[];
  page: number;
  pages: number;
  /** Companies over all pages. */
  total: number;
}

/** What a person answers to a contact question. */
export type ContactDecision =
  | { kind: 'create'; companyContactId: number | null; name: string; save: boolean }
  | { kind: 'map'; contactId: string; save: boolean }
  | { kind: 'skip' };
