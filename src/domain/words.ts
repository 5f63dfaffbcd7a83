/** How many letters must be typed otherwise, swapped neighbours counting once. Written for thousands of calls. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let beforeLast = new Array<number>(width).fill(0);
  let row = new Array<number>(width).fill(0);
  let last = row.map((_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const letter = a.charCodeAt(i - 1);
    const letterBefore = i > 1 ? a.charCodeAt(i - 2) : -1;
    let left = i;
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j < width; j += 1) {
      const other = b.charCodeAt(j - 1);
      const above = last[j] as number;
      let least = letter === other ? diagonal : diagonal + 1;
      if (left + 1 < least) least = left + 1;
      if (above + 1 < least) least = above + 1;
      if (j > 1 && letterBefore === other && letter === b.charCodeAt(j - 2)) {
        least = Math.min(least, (beforeLast[j - 2] as number) + 1);
      }
      row[j] = least;
      left = least;
      diagonal = above;
    }
    const spare = beforeLast;
    beforeLast = last;
    last = row;
    row = spare;
  }
  return last[b.length] as number;
}

/** The candidate that was most likely meant; null where none is near: at most one letter in three may be wrong. */
export function closest(word: string, candidates: readonly string[]): string | null {
  const typed = word.toLowerCase().slice(0, 64);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(typed, candidate);
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 3));
    if (distance <= allowed && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}
