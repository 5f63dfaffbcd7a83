import type pg from 'pg';

/** A place that was searched, and all the text in it. */
export interface Searched {
  where: string;
  text: string;
}

/** Names of secrets that stand where they do not belong, with the place; the secret itself is not told. */
export function findLeaks(secrets: Record<string, string>, searched: Searched[]): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    searched
      .filter(({ text }) => shapesOf(secret).some((shape) => text.includes(shape)))
      .map(({ where }) => `${name} stands in ${where}`),
  );
}

/** As it is, as it travels in addresses and JSON, and as others would hide it. */
function shapesOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    ...new Set([
      ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
      // the end of base64 depends on what follows
      ...[bytes.toString('base64').replace(/.{0,3}=*$/, ''), bytes.toString('hex')],
    ]),
  ];
}

/** The settings that are secret, and every token and code that Xero gave out. */
export function secretsOf(environment: Record<string, string | undefined>, given: string[]): Record<string, string> {
  const names = Object.keys(environment).filter((name) =>
    /TOKEN|SECRET|INTEGRATION_CODE/.test(name) ? Boolean(environment[name]) : false,
  );
  const settings = Object.fromEntries(names.map((name) => [name, environment[name] ?? '']));
  return { ...settings, ...Object.fromEntries(given.map((one, nth) => [`Xero's token or code ${nth + 1}`, one])) };
}

/** Every row of every table, the queue's too, one place a table. */
export async function wholeDatabase(pool: pg.Pool): Promise<Searched[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const searched: Searched[] = [];
  for (const { name } of rows) {
    const held = await pool.query<{ text: string }>(`SELECT held::text AS text FROM ${name} AS held`);
    searched.push({ where: `the table ${name}`, text: held.rows.map(({ text }) => text).join('\n') });
  }
  return searched;
}
