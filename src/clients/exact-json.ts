import { Decimal } from 'decimal.js';

/**
 * JSON.parse, with every number as the text it was written as: `52.7775000` must not pass through a float. Throws a
 * SyntaxError like JSON.parse. Strings are matched as well, so that digits inside them stay what they are. NUL and
 * halves of a surrogate pair, which no database takes, are left out or become `\uFFFD`.
 */
export function parseExact(text: string): unknown {
  const plain = /\\u(0000|[dD][89a-fA-F])/.test(text) ? text.replace(STRING, cleanString) : text;
  return JSON.parse(plain.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, quoteNumber));
}

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

function cleanString(token: string): string {
  return JSON.stringify(
    String(JSON.parse(token))
      .replaceAll('\0', '')
      .replace(/\p{Cs}/gu, '\uFFFD'),
  );
}

function quoteNumber(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`;
}

/** The one way an amount is written: no exponent, no trailing zeros, no minus before zero. Null where it is none. */
export function canonicalAmount(text: string): string | null {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/.test(text)) return null;
  const amount = new Decimal(text);
  return amount.isZero() ? '0' : amount.toFixed();
}
