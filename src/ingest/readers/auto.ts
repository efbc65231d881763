import { type Fields, LineProblem } from '../fields.ts';
import { applyFieldMap, type FieldMap } from './field-map.ts';
import { parseLenientObject, parseObject } from './parse-json.ts';
import type { JsonReader, LineReader, RawRecord, TextReader } from './reader.ts';
import { type Report, Table } from './zoom-table.ts';

/**
 * Recognises the format of each line by itself: whatever a file mixes, every line that some reader can read is read.
 * What was recognised before only decides how a line that nobody can read is called, and whether a line is a row of a
 * table.
 *
 * @param json in the order in which they are asked; the last one takes objects that nobody recognises but that a map
 *   was given for
 */
export function autoReader(
  json: readonly JsonReader[],
  text: readonly TextReader[],
  reports: readonly Report[],
  map: FieldMap,
): LineReader {
  let seen: 'nothing' | 'json' | 'text' = 'nothing';
  let table: Table | null = null;
  const mapped = Object.keys(map).length > 0;
  const recognise = recogniser(json);

  const asObject = (line: string): RawRecord | LineProblem => {
    const parsed = parseLenientObject(line);
    if (parsed instanceof LineProblem) return parsed;
    const object = mapped ? applyFieldMap(parsed, map) : parsed;
    const fallback = mapped || seen === 'json' || Object.keys(object).length === 0 ? json.at(-1) : undefined;
    const reader = recognise(object) ?? fallback;
    if (reader === undefined) return new LineProblem('unknown_format', UNKNOWN);
    seen = 'json';
    return reader.read(object);
  };

  const asText = (line: string): RawRecord | null => {
    for (const reader of text) {
      const parts = reader.split(line);
      if (parts === null) continue;
      seen = 'text';
      return reader.read(mapped ? applyFieldMap(parts, map) : parts);
    }
    return null;
  };

  const asTable = (line: string): RawRecord | LineProblem | null | undefined => {
    const header = Table.begin(line, reports, map);
    if (header === null) return table?.read(line);
    table = header;
    seen = 'text';
    return null;
  };

  return (line) => {
    if (/^\s*\{/.test(line)) return asObject(line);
    const record = asText(line);
    if (record !== null) return record;
    const row = asTable(line);
    if (row !== undefined) return row;
    const problem = parseObject(line);
    if (problem instanceof LineProblem && problem.code === 'not_an_object') return problem;
    if (seen === 'nothing') return new LineProblem('unknown_format', UNKNOWN);
    return seen === 'json'
      ? new LineProblem('malformed_json', 'the line is not valid JSON')
      : new LineProblem('malformed_line', 'the line is not in the format of those before it');
  };
}

/** Finds the first reader whose format an object has; of each member's name it is known which readers it speaks for. */
function recogniser(readers: readonly JsonReader[]): (object: Fields) => JsonReader | undefined {
  const told = new Map<string, number>();
  let anyway = 0;
  readers.forEach(({ telling }, index) => {
    const bit = 1 << index;
    if (telling.length === 0) anyway |= bit;
    for (const name of telling) told.set(name, (told.get(name) ?? 0) | bit);
  });
  return (object) => {
    let candidates = anyway;
    for (const name in object) candidates |= told.get(name) ?? 0;
    return readers.find((reader, index) => (candidates & (1 << index)) !== 0 && reader.recognises(object));
  };
}

const UNKNOWN =
  'no reader recognises the line: name its format, or say with a map which of its fields are time and credential';
