import { type Line, lineOf } from './lines.ts';

const [QUOTE, COMMA, SEMICOLON, TAB] = [0x22, 0x2c, 0x3b, 0x09];
/** Lines and bytes of the longest row; a quote that nobody closes costs no more than its own line. */
const MOST_LINES = 64;
const MOST_BYTES = 64 * 1024;
const LINE_FEED = Buffer.from('\n');

/**
 * Joins the lines of each row of a table: a quoted cell may hold line ends (RFC 4180). A row has the number of its first
 * line. Where a quote is not closed within 64 lines, its line stays alone, and what follows is read for itself.
 */
export async function* joinRows(batches: AsyncIterable<Line[]>): AsyncGenerator<Line[], void> {
  let held: Held[] = [];
  for await (const batch of batches) {
    const rows: Line[] = [];
    for (const line of batch) {
      if (held.length === 0 && !mayBeOpen(line)) {
        rows.push(line);
        continue;
      }
      held.push(new Held(line));
      held = settle(held, rows, false);
    }
    if (rows.length > 0) yield rows;
  }
  const rows: Line[] = [];
  settle(held, rows, true);
  if (rows.length > 0) yield rows;
}

/** A line whose bytes are ours: those of a stream are only good until the next batch. */
class Held {
  readonly line: Line;
  readonly bytes: Buffer | null;

  constructor(line: Line) {
    this.bytes =
      line.bytes === null ? null : Buffer.from(line.bytes.subarray(line.start, line.start + line.length));
    this.line = this.bytes === null ? line : lineOf(line.number, this.bytes);
  }
}

const mayBeOpen = ({ bytes, start, length }: Line): boolean =>
  bytes?.subarray(start, start + length).includes(QUOTE) === true;

/** Moves complete rows from the held lines to `rows`; gives back those that may go on. */
function settle(held: Held[], rows: Line[], isLast: boolean): Held[] {
  let left = held;
  while (left.length > 0) {
    const size = rowLength(left);
    if (size === null && !isLast && left.length < MOST_LINES && bytesOf(left) < MOST_BYTES) return left;
    const lines = left.slice(0, size ?? 1);
    rows.push(lines.length === 1 ? lines[0]!.line : joined(lines));
    left = left.slice(lines.length);
  }
  return left;
}

const bytesOf = (lines: readonly Held[]): number =>
  lines.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);

/** How many of the lines the first row takes; null when it has no end among them. */
function rowLength(lines: readonly Held[]): number | null {
  let open = false;
  for (const [index, { bytes }] of lines.entries()) {
    if (bytes === null) return index === 0 ? 1 : null;
    open = isOpenAfter(bytes, open);
    if (!open) return index + 1;
  }
  return null;
}

/** Whether a quoted cell goes on behind this line. A quote opens one at the beginning of a cell only. */
function isOpenAfter(bytes: Buffer, openBefore: boolean): boolean {
  let open = openBefore;
  for (let at = bytes.indexOf(QUOTE); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    if (!open) {
      const before = at === 0 ? COMMA : bytes[at - 1];
      open = before === COMMA || before === SEMICOLON || before === TAB;
    } else if (bytes[at + 1] === QUOTE) at += 1;
    else open = false;
  }
  return open;
}

function joined(lines: readonly Held[]): Line {
  const parts = lines.flatMap(({ bytes }, index) => (index === 0 ? [bytes!] : [LINE_FEED, bytes!]));
  return lineOf(lines[0]!.line.number, Buffer.concat(parts));
}
