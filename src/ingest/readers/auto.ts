import { LineProblem } from '../fields.ts';
import { applyFieldMap, type FieldMap } from './field-map.ts';
import { parseLenientObject, parseObject } from './parse-json.ts';
import type { JsonReader, LineReader, RawRecord, TextReader } from './reader.ts';

/**
 * Recognises the format of each line by itself: whatever a file mixes, every line that some reader can read is read.
 * What was recognised before only decides how a line that nobody can read is called.
 *
 * @param json in the order in which they are asked; the last one takes objects that nobody recognises but that a map
 *   was given for
 */
export function autoReader(
  json: readonly JsonReader[],
  text: readonly TextReader[],
  map: FieldMap,
): LineReader {
  let seen: 'nothing' | 'json' | 'text' = 'nothing';
  const mapped = Object.keys(map).length > 0;

  const asObject = (line: string): RawRecord | LineProblem => {
    const parsed = parseLenientObject(line);
    if (parsed instanceof LineProblem) return parsed;
    const object = mapped ? applyFieldMap(parsed, map) : parsed;
    const fallback = mapped || seen === 'json' || Object.keys(object).length === 0 ? json.at(-1) : undefined;
    const reader = json.find((candidate) => candidate.recognises(object)) ?? fallback;
    if (reader === undefined) return new LineProblem('unknown_format', UNKNOWN);
    seen = 'json';
    return { fields: reader.read(object), isLog: reader.isLog };
  };

  const asText = (line: string): RawRecord | null => {
    for (const reader of text) {
      const parts = reader.split(line);
      if (parts === null) continue;
      seen = 'text';
      return { fields: reader.read(mapped ? applyFieldMap(parts, map) : parts), isLog: true };
    }
    return null;
  };

  return (line) => {
    if (/^\s*\{/.test(line)) return asObject(line);
    const record = asText(line);
    if (record !== null) return record;
    const problem = parseObject(line);
    if (problem instanceof LineProblem && problem.code === 'not_an_object') return problem;
    if (seen === 'nothing') return new LineProblem('unknown_format', UNKNOWN);
    return seen === 'json'
      ? new LineProblem('malformed_json', 'the line is not valid JSON')
      : new LineProblem('malformed_line', 'the line is not in the format of those before it');
  };
}

const UNKNOWN =
  'no reader recognises the line: name its format, or say with a map which of its fields are time and credential';
