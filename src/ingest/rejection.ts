import type { Rejection, RejectionCode } from '../core/event.ts';
import { cleanText, truncate } from './clean-text.ts';
import { type ByteProblem, LINE_LIMIT, type Line } from './lines.ts';
import { redactText } from './redact.ts';

const EXCERPT = 200;

/** What to say of bytes that are no text. */
export const BYTE_PROBLEMS: Readonly<Record<ByteProblem, string>> = {
  line_too_long: `the line is longer than ${LINE_LIMIT} bytes; it was skipped to its end`,
  malformed_json: 'the JSON array ends before its closing bracket; the elements before were read',
};

/** What is kept of a line that could not be accepted: enough to find it at its sender, no secret of it. */
export function rejectionOf(
  line: Pick<Line, 'number' | 'length' | 'hash' | 'head'>,
  code: RejectionCode,
  message: string,
): Rejection {
  return {
    line: line.number,
    code,
    message,
    length: line.length,
    hash: line.hash(),
    // Redacted before it is cut, so that no secret loses the form that gives it away.
    excerpt: truncate(cleanText(redactText(line.head())), EXCERPT),
  };
}
