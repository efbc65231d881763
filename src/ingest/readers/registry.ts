import { LineProblem } from '../fields.ts';
import { albReader } from './alb.ts';
import { apigatewayReader } from './apigateway.ts';
import { autoReader } from './auto.ts';
import { cloudtrailReader } from './cloudtrail.ts';
import { apacheCombinedReader, nginxCombinedReader } from './combined.ts';
import { ecsReader } from './ecs.ts';
import { envoyJsonReader } from './envoy-json.ts';
import { eventReader } from './event.ts';
import { applyFieldMap, type FieldMap, ReaderOptionsError } from './field-map.ts';
import { haproxyReader } from './haproxy.ts';
import { kongReader } from './kong.ts';
import { nginxJsonReader } from './nginx-json.ts';
import { ocsfReader } from './ocsf.ts';
import { parseLenientObject } from './parse-json.ts';
import { FORMATS, type FormatName, type JsonReader, type LineReader, type TextReader } from './reader.ts';
import { squidReader } from './squid.ts';
import { zoomActivityReader } from './zoom-activity.ts';
import { zoomCallLogReader } from './zoom-call-log.ts';
import { zoomOperationReader } from './zoom-operation.ts';
import { ACTIVITY_COLUMNS, OPERATION_COLUMNS, type Report, Table } from './zoom-table.ts';

/** In the order in which `auto` asks them: the more a format has of its own, the earlier. */
const JSON_READERS: readonly JsonReader[] = [
  zoomCallLogReader,
  zoomOperationReader,
  zoomActivityReader,
  cloudtrailReader,
  ocsfReader,
  kongReader,
  ecsReader,
  envoyJsonReader,
  apigatewayReader,
  nginxJsonReader,
  eventReader,
];
const TEXT_READERS: readonly TextReader[] = [
  albReader,
  haproxyReader,
  squidReader,
  nginxCombinedReader,
  apacheCombinedReader,
];
const REPORTS: readonly Report[] = [
  {
    reader: zoomOperationReader,
    columns: OPERATION_COLUMNS,
    required: ['time', 'operator', 'operation_detail'],
  },
  { reader: zoomActivityReader, columns: ACTIVITY_COLUMNS, required: ['time', 'email', 'ip_address'] },
];

/** The formats that events can be read from: `counts` is a series without any. */
export const READABLE_FORMATS: readonly FormatName[] = FORMATS.filter((name) => name !== 'counts');

/** Names that an object has none of when `auto` takes it for a plain event. */
export const TELLING_NAMES: readonly string[] = [...new Set(JSON_READERS.flatMap(({ telling }) => telling))];

/**
 * Opens the reader of a format.
 *
 * @throws ReaderOptionsError `unknown_format`
 */
export function openReader(format: string, map: FieldMap = {}): LineReader {
  if (format === 'auto') return autoReader(JSON_READERS, TEXT_READERS, REPORTS, map);
  const json = JSON_READERS.find((reader) => reader.name === format);
  const report = REPORTS.find(({ reader }) => reader === json);
  if (report !== undefined) return reportReader(report, map);
  if (json !== undefined) return jsonReader(json, map);
  const text = TEXT_READERS.find((reader) => reader.name === format);
  if (text !== undefined) return textReader(text, map);
  const name = /^[\w-]{1,40}$/.test(format) ? `"${format}"` : 'the format asked for';
  const reason =
    format === 'counts' ? 'holds no events (`zoom-monitor analyze` judges such a series)' : 'is not a format';
  throw new ReaderOptionsError(
    'unknown_format',
    `${name} ${reason}; there are ${READABLE_FORMATS.join(', ')}`,
  );
}

/** Whether lines of the format are JSON objects, so that an array of them is possible. */
export const isJsonFormat = (format: string): boolean =>
  format === 'auto' || JSON_READERS.some((reader) => reader.name === format);

/** Whether a stream of the format that begins with this line may be a table, whose rows may have several lines. */
export const beginsTable = (format: string, map: FieldMap | undefined, line: string): boolean => {
  const reports = format === 'auto' ? REPORTS : REPORTS.filter(({ reader }) => reader.name === format);
  return Table.begin(line, reports, map ?? {}) !== null;
};

function jsonReader(reader: JsonReader, map: FieldMap): LineReader {
  const mapped = Object.keys(map).length > 0;
  return (line) => {
    const object = parseLenientObject(line);
    return object instanceof LineProblem ? object : reader.read(mapped ? applyFieldMap(object, map) : object);
  };
}

/** Reads a report as JSON and as a table, whichever a line is. */
function reportReader(report: Report, map: FieldMap): LineReader {
  const readJson = jsonReader(report.reader, map);
  let table: Table | null = null;
  return (line) => {
    if (/^\s*\{/.test(line)) return readJson(line);
    const header = Table.begin(line, [report], map);
    if (header !== null) {
      table = header;
      return null;
    }
    if (table !== null) return table.read(line);
    return new LineProblem(
      'malformed_line',
      `the line is neither JSON nor the header of a ${report.reader.name} table, nor does it follow one: a header names ${report.required.join(', ')}`,
    );
  };
}

function textReader(reader: TextReader, map: FieldMap): LineReader {
  const mapped = Object.keys(map).length > 0;
  return (line) => {
    const parts = reader.split(line);
    if (parts === null)
      return new LineProblem('malformed_line', `the line is not in the ${reader.name} format`);
    return reader.read(mapped ? applyFieldMap(parts, map) : parts);
  };
}
