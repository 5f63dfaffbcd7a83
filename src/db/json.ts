import type { Prisma } from '../generated/prisma/client.ts';

/** Plain data as Prisma wants it for a JSON column. */
export function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}

/** ISO instant of a column, or null. */
export function instant(value: Date | null): string | null {
  return value?.toISOString() ?? null;
}

/** A person kept as two columns, or null. */
export function person(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? id };
}
