/**
 * Answers the consent page as a person in a browser would: opens it, then sends its form. Returns the address the
 * browser would go to next (`redirect_uri` with `code` and `state`, or with `error`).
 *
 * @throws Error when the page refuses: then its text says why.
 */
export async function answerConsent(authorizeUrl: string, choice: { tenants: string[] } | 'cancel'): Promise<string> {
  const page = await fetch(authorizeUrl, { redirect: 'manual' });
  const already = page.headers.get('location');
  if (already) return already;
  if (!page.ok) throw new Error(`The consent page answered ${page.status}: ${await page.text()}`);
  await page.text();
  const form = new URLSearchParams({ decision: choice === 'cancel' ? 'cancel' : 'allow' });
  if (choice !== 'cancel') for (const tenant of choice.tenants) form.append('tenant', tenant);
  const answer = await fetch(authorizeUrl, { method: 'POST', body: form, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (!location) throw new Error(`The consent form answered ${answer.status}: ${await answer.text()}`);
  return location;
}
