/** Adds decimal strings exactly. The result has as many decimals as the longest of them, at least `minDecimals`. */
export function sumDecimals(values: string[], minDecimals = 2): string {
  const decimals = Math.max(minDecimals, ...values.map((value) => value.split('.')[1]?.length ?? 0));
  const total = values.reduce((sum, value) => sum + scaled(value, decimals), 0n);
  const digits = String(total < 0n ? -total : total).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return `${total < 0n ? '-' : ''}${digits.slice(0, cut)}${decimals ? `.${digits.slice(cut)}` : ''}`;
}

function scaled(value: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const amount = BigInt((whole || '0') + fraction.padEnd(decimals, '0'));
  return value.startsWith('-') ? -amount : amount;
}

/** Thousands separated for reading: `1234.5` → `1,234.50`. */
export function formatAmount(value: string): string {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const sign = value.startsWith('-') ? '−' : '';
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}
