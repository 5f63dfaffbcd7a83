import { escapeHtml, shell } from './consent-page.ts';

/** What Xero shows instead of going back to an address it does not trust. */
export function errorPage(error: string, description: string): string {
  return shell(
    'Something went wrong',
    `<h1>Sorry, something went wrong</h1>
<p>The app sent you here with a request that cannot be granted. Nothing was connected.</p>
<p role="alert" class="complaint"><code>Error: ${escapeHtml(error)}</code><br>${escapeHtml(description)}</p>`,
  );
}
