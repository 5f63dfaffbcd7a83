import http from 'node:http';

/** The consent page, as a browser opens it and sends its form; over this process's network. */
export async function allow(url: string, tenants: string[]): Promise<string | null> {
  const form = new URLSearchParams({ decision: 'allow' });
  for (const tenant of tenants) form.append('tenant', tenant);
  const page = await ask(url, 'GET');
  return page ?? (await ask(url, 'POST', form.toString()));
}

function ask(url: string, method: string, body?: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length } : {};
    const agent = new http.Agent();
    const request = http.request(url, { method, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.headers.location ?? null));
    });
    request.once('error', reject);
    request.setTimeout(60_000, () => request.destroy(new Error('no answer')));
    request.end(body);
  });
}
