import { cutAt } from './text.ts';

const MAX_CHARS = 255;

/**
 * A company's name as Xero takes it for a contact: without `<` and `>`, without leading, trailing or repeated spaces,
 * at most 255 characters. Xero refuses such names otherwise.
 */
export function contactName(companyName: string): string {
  return cutAt(companyName.replaceAll(/[<>]/g, ' ').replaceAll(/\s+/g, ' ').trim(), MAX_CHARS).trim();
}
