/**
 * Text for a spreadsheet and back. A cell that a spreadsheet would compute is written with an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection) and read without it.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

const COMPUTED = /^'*[=+\-@\t\r\n＝＋－＠]/;

function writeCell(text: string): string {
  const harmless = COMPUTED.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export interface CsvRow {
  /** Of the line the row begins on, from 1. */
  line: number;
  cells: string[];
}

/** Commas, semicolons or tabs, whichever the first line has most of. Null where a quote is never closed. */
export function readCsv(text: string): CsvRow[] | null {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const first = plain.slice(0, plain.indexOf('\n') < 0 ? undefined : plain.indexOf('\n'));
  const count = (mark: string) => first.split(mark).length;
  const separator = [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  const rows: CsvRow[] = [];
  let line = 1;
  let at = 0;
  while (at < plain.length) {
    const row: CsvRow = { line, cells: [] };
    for (let ended = false; !ended; ) {
      const cell = readCell(plain, at, separator);
      if (cell === null) return null;
      row.cells.push(cell.text.startsWith("'") && COMPUTED.test(cell.text) ? cell.text.slice(1) : cell.text);
      line += plain.slice(at, cell.end).split('\n').length - 1;
      ended = plain[cell.end] !== separator;
      at = cell.end + 1;
    }
    line += 1;
    if (row.cells.some((cell) => cell !== '')) rows.push(row);
  }
  return rows;
}

function readCell(text: string, from: number, separator: string): { text: string; end: number } | null {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1;
    return { text: text.slice(from, end), end };
  }
  let cell = '';
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else {
      let end = at + 1;
      while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1;
      return { text: cell + text.slice(at + 1, end), end };
    }
  }
  return null;
}
