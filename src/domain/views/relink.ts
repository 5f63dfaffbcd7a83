import type { Link } from './notice.ts';

/** Companies of an organisation whose contact cannot be used any more, each with a choice of another one. */
export interface RelinkView {
  kind: 'relink';
  organisation: { id: string; name: string };
  links: {
    companyId: number;
    company: string;
    /** The contact of today; what is chosen replaces this one only. */
    contactId: string;
    sentence: string;
    /** Where it can be seen in Xero. */
    links: Link[];
    /** What was wrong with the answer that was just given. */
    problem: string | null;
  }[];
  /** More than fit into one window. */
  more: number;
}
