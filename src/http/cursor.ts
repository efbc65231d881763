import { HttpProblem } from './problem.ts';

/** What a cursor may hold, so that a forged one cannot reach the database as something else. */
const PARTS = {
  time: /^\d{1,15}$/,
  number: /^\d{1,15}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const;
export type CursorPart = keyof typeof PARTS;

/** The position after which the next page begins, as opaque text. Times are epoch milliseconds. */
export const encodeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(parts.join('~')).toString('base64url');

/** Throws `invalid_cursor` when the text is not a cursor of this shape. */
export function decodeCursor(cursor: string, shape: readonly CursorPart[]): string[] {
  const parts = Buffer.from(cursor, 'base64url').toString('latin1').split('~');
  const fits = parts.length === shape.length && shape.every((part, i) => PARTS[part].test(parts[i] ?? ''));
  if (!fits) {
    throw new HttpProblem(
      'invalid_cursor',
      'The parameter "cursor" is not one that this listing gave out. Leave it out to begin at the first page.',
      { members: { field: 'cursor' } },
    );
  }
  return parts;
}
