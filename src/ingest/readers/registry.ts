import { LineProblem } from '../fields.ts';
import { autoReader } from './auto.ts';
import { apacheCombinedReader, nginxCombinedReader } from './combined.ts';
import { eventReader } from './event.ts';
import { applyFieldMap, type FieldMap, ReaderOptionsError } from './field-map.ts';
import { nginxJsonReader } from './nginx-json.ts';
import { parseLenientObject } from './parse-json.ts';
import { FORMATS, type FormatName, type JsonReader, type LineReader, type TextReader } from './reader.ts';

const JSON_READERS = [nginxJsonReader, eventReader];
const TEXT_READERS = [nginxCombinedReader, apacheCombinedReader];

/** The formats that can be read. */
export const READABLE_FORMATS: readonly FormatName[] = [
  'auto',
  ...[...JSON_READERS, ...TEXT_READERS].map((reader) => reader.name),
];

/**
 * Opens the reader of a format.
 *
 * @throws ReaderOptionsError `unknown_format`
 */
export function openReader(format: string, map: FieldMap = {}): LineReader {
  if (format === 'auto') return autoReader(JSON_READERS, TEXT_READERS, map);
  const json = JSON_READERS.find((reader) => reader.name === format);
  if (json !== undefined) return jsonReader(json, map);
  const text = TEXT_READERS.find((reader) => reader.name === format);
  if (text !== undefined) return textReader(text, map);
  const name = /^[\w-]{1,40}$/.test(format) ? `"${format}"` : 'the format asked for';
  const reason = FORMATS.some((known) => known === format)
    ? 'cannot be read by this version'
    : 'is not a format';
  throw new ReaderOptionsError(
    'unknown_format',
    `${name} ${reason}; there are ${READABLE_FORMATS.join(', ')}`,
  );
}

/** Whether lines of the format are JSON objects, so that an array of them is possible. */
export const isJsonFormat = (format: string): boolean =>
  format === 'auto' || JSON_READERS.some((reader) => reader.name === format);

function jsonReader(reader: JsonReader, map: FieldMap): LineReader {
  const mapped = Object.keys(map).length > 0;
  return (line) => {
    const object = parseLenientObject(line);
    if (object instanceof LineProblem) return object;
    return { fields: reader.read(mapped ? applyFieldMap(object, map) : object), isLog: reader.isLog };
  };
}

function textReader(reader: TextReader, map: FieldMap): LineReader {
  const mapped = Object.keys(map).length > 0;
  return (line) => {
    const parts = reader.split(line);
    if (parts === null)
      return new LineProblem('malformed_line', `the line is not in the ${reader.name} format`);
    return { fields: reader.read(mapped ? applyFieldMap(parts, map) : parts), isLog: true };
  };
}
