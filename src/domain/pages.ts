/** One page of a list, counted from 1; a page that does not exist becomes the nearest that does. */
export function pageOf<T>(
  items: readonly T[],
  page: number,
  size: number,
): { items: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const current = Math.min(Math.max(Math.trunc(page), 1), pages);
  return { items: items.slice((current - 1) * size, current * size), page: current, pages };
}
