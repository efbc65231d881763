/**
 * Controls, halves of surrogate pairs, and the characters that reverse or break a line on a terminal or a page.
 * Postgres refuses NUL and the halves (SQLSTATE 22021, 22P05).
 */
const DIRTY =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;
const REFUSED = /\p{Cc}|\p{Cs}|[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Whether the text holds a character that `cleanText` replaces. */
export const isClean = (text: string): boolean => !DIRTY.test(text) || text.search(REFUSED) < 0;

/** The text on one line: white space as blanks, what no database or terminal should be given as U+FFFD. */
export function cleanText(text: string): string {
  if (!DIRTY.test(text)) return text;
  return text.replace(REFUSED, (character) => (/\s/.test(character) ? ' ' : '\ufffd'));
}

/** As `cleanText`, for texts of several lines: line feeds and tabs stay. */
export function cleanLines(text: string): string {
  if (!DIRTY.test(text)) return text;
  return text.replace(REFUSED, (character) =>
    character === '\n' || character === '\t' ? character : /\s/.test(character) ? ' ' : '\ufffd',
  );
}

/** At most `limit` UTF-16 units of the text, not cut inside a character; a cut is shown. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
