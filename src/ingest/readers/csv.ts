const [QUOTE, TAB] = ['"', '\t'];
/** Cells of the widest table; what stands beyond is not looked at. */
const MOST_CELLS = 256;

/** What separates the cells of a table, by its header: most of all a comma; a semicolon where that is for decimals. */
export function delimiterOf(header: string): string {
  const [best = ','] = [',', ';', TAB].sort((a, b) => header.split(b).length - header.split(a).length);
  return best;
}

/**
 * The cells of one record (RFC 4180): in quotes a cell may hold the delimiter, line ends, and quotes written twice. Quotes
 * within an unquoted cell are themselves. Null when a quoted cell has no end.
 */
export function splitCsv(record: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= record.length && cells.length < MOST_CELLS) {
    let cell = '';
    if (record[at] === QUOTE) {
      at += 1;
      for (;;) {
        const end = record.indexOf(QUOTE, at);
        if (end < 0) return null;
        cell += record.slice(at, end);
        at = end + 1;
        if (record[at] !== QUOTE) break;
        cell += QUOTE;
        at += 1;
      }
    }
    const next = record.indexOf(delimiter, at);
    const end = next < 0 ? record.length : next;
    cells.push(cell + record.slice(at, end));
    at = end + 1;
  }
  return cells;
}
