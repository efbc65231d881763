/** Slack's limits: docs.slack.dev, Block Kit reference; the sum over all blocks is not documented (bolt-js#2509). */
export const SLACK_LIMITS = { header: 150, section: 3_000, field: 2_000, blocks: 50, total: 12_000 } as const;

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

/**
 * Text that only our own words may go into: it is markup. `verbatim` keeps Slack from making links of what looks
 * like one.
 */
export interface Markup {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

/**
 * Text that somebody else may have written (a path, a user agent, a name), made harmless: it is not parsed for
 * formatting, mentions or links, nothing in it is invisible or turns the direction of reading, and it fits.
 *
 * @param limit longest text after escaping, UTF-16 units, as Slack counts
 */
export function plainText(text: string, limit: number): PlainText {
  return { type: 'plain_text', text: fitted(visible(text), limit), emoji: false };
}

export function markup(text: string): Markup {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** One line of harmless text for where a line is all there is. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim();
}

/**
 * Escapes the three characters that Slack gives a meaning to, and only those (docs.slack.dev, "Escaping text"), and
 * cuts to `limit`, never inside an entity or a character.
 */
export function fitted(text: string, limit: number): string {
  const pieces = Array.from(text, (character) => ENTITIES[character] ?? character);
  let length = 0;
  for (const piece of pieces) length += piece.length;
  if (length <= limit) return pieces.join('');
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > limit - 1) break;
    kept += piece;
  }
  return `${kept.trimEnd()}…`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Drops controls, bidirectional marks, joiners, tags (all of Unicode's Cf), private use and lone surrogates; line
 * breaks stay, in one form.
 */
function visible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(/[^\P{C}\n]/gu, '');
}
