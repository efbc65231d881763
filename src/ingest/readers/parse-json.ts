import { type Fields, LineProblem } from '../fields.ts';

/**
 * Parses a line that has to be a JSON object. V8's own message is not used: it quotes the text, and with it any
 * secret in it.
 */
export function parseObject(text: string): Fields | LineProblem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return new LineProblem('malformed_json', 'the line is not valid JSON');
    throw error;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  return new LineProblem(
    'not_an_object',
    'the line is JSON but not an object: each line or array element is one event',
  );
}

/** As `parseObject`; accepts `\x22` as well, which nginx writes without `escape=json` and JSON does not know. */
export function parseLenientObject(text: string): Fields | LineProblem {
  const object = parseObject(text);
  return object instanceof LineProblem && text.includes('\\x')
    ? parseObject(text.replace(/\\x([0-9A-Fa-f]{2})/g, '\\u00$1'))
    : object;
}
