/**
 * Exact amounts as whole numbers of 10⁻¹³, so that an amount of seven decimals times a rate of six stays exact. What
 * judges the code that makes documents stands on this alone and shares nothing with it; test/house/imports.test.ts
 * holds it to that.
 */
export const ONE = 10n ** 13n;
const CENT = ONE / 100n;

/** An amount of at most thirteen decimals. */
export function wide(amount: string): bigint {
  const [, minus = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d{1,13}))?$/.exec(amount) ?? [];
  const value = BigInt(whole) * ONE + BigInt(part.padEnd(13, '0'));
  return minus === '' ? value : -value;
}

/** The other way round; `places` fewer than thirteen cut the rest off. */
export function text(value: bigint, places = 13): string {
  const digits = (magnitude(value) / 10n ** BigInt(13 - places)).toString().padStart(places + 1, '0');
  const whole = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return value < 0n && /[1-9]/.test(whole) ? `-${whole}` : whole;
}

export function exactSum(amounts: readonly string[]): string {
  return text(amounts.reduce((before, amount) => before + wide(amount), 0n));
}

/** Rounded half away from zero, in cents. */
export function roundedCents(value: bigint): bigint {
  return divideHalfAway(value, CENT);
}

/** Down, towards minus infinity, in cents. */
export function flooredCents(value: bigint): bigint {
  const cents = value / CENT;
  return value % CENT < 0n ? cents - 1n : cents;
}

/** What flooring takes away, never negative. */
export function remainderOf(value: bigint): bigint {
  return value - flooredCents(value) * CENT;
}

/** The same, of a text. */
export function wholeCents(amount: string): bigint {
  return roundedCents(wide(amount));
}

/** An amount of two decimals in cents. */
export function inCents(amount: string): bigint {
  const value = wide(amount);
  if (value % CENT !== 0n || !/\.\d\d$/.test(amount)) throw new Error(`${amount} does not have two decimals`);
  return value / CENT;
}

/** For people: 1234567n is `12,345.67`. */
export function written(cents: bigint): string {
  const [whole = '', part = ''] = text(cents * CENT, 2).split('.');
  return `${whole.replace(/(?<=\d)(?=(\d{3})+$)/g, ',')}.${part}`;
}

export function divideHalfAway(value: bigint, by: bigint): bigint {
  const rounded = (2n * magnitude(value) + by) / (2n * by);
  return value < 0n ? -rounded : rounded;
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
