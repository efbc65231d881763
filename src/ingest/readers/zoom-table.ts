import { type Fields, LineProblem } from '../fields.ts';
import { delimiterOf, splitCsv } from './csv.ts';
import { applyFieldMap, type FieldMap } from './field-map.ts';
import type { JsonReader, RawRecord } from './reader.ts';

/** The columns that a report has, by the names that its JSON gives them, and what exports call them. */
type Columns = Readonly<Record<string, readonly string[]>>;

/** A report that Zoom's pages export as a table, and the reader of its records. */
export interface Report {
  readonly reader: JsonReader;
  readonly columns: Columns;
  /** A header has all of these. */
  readonly required: readonly string[];
}

const TIMES = ['time', 'date_time', 'datetime', 'date', 'timestamp', 'activity_time', 'operation_time'];

export const ACTIVITY_COLUMNS: Columns = {
  time: TIMES,
  email: ['email', 'e_mail', 'email_address', 'user_email', 'user', 'user_name', 'account_email', 'account'],
  ip_address: ['ip_address', 'ip', 'source_ip', 'public_ip', 'ip_addr'],
  client_type: ['client_type', 'client', 'platform', 'device_type', 'device'],
  type: ['type', 'activity', 'activity_type', 'event', 'event_type', 'sign_in_sign_out'],
  version: ['version', 'client_version', 'app_version'],
};

export const OPERATION_COLUMNS: Columns = {
  time: TIMES,
  operator: ['operator', 'operating_admin', 'admin', 'operator_email', 'admin_email', 'performed_by', 'user'],
  category_type: ['category_type', 'category', 'type'],
  action: ['action', 'operation', 'action_type'],
  operation_detail: [
    'operation_detail',
    'operation_details',
    'detail',
    'details',
    'action_detail',
    'description',
  ],
};

/** `Client Type` → `client_type`. */
const columnName = (text: string): string =>
  text
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');

/** Characters of the longest header, and of the longest name in one. */
const [LONGEST_HEADER, LONGEST_NAME] = [8192, 80];

/** Cheap: rows of a table need not be split twice. */
const MAY_BEGIN = /time|date/i;

/** A table whose header was read. */
export class Table {
  readonly #report: Report;
  readonly #map: FieldMap;
  readonly #delimiter: string;
  /** What each column is called from here on. */
  readonly #names: readonly string[];

  private constructor(report: Report, map: FieldMap, delimiter: string, names: readonly string[]) {
    this.#report = report;
    this.#map = map;
    this.#delimiter = delimiter;
    this.#names = names;
  }

  /** The table that begins with this line; null when the line is the header of none of these reports. */
  static begin(line: string, reports: readonly Report[], map: FieldMap): Table | null {
    if (line.length > LONGEST_HEADER || !(MAY_BEGIN.test(line) || Object.keys(map).length > 0)) return null;
    const delimiter = delimiterOf(line);
    const sent = splitCsv(line, delimiter);
    if (sent === null || sent.length < 3 || sent.some((name) => name.length > LONGEST_NAME)) return null;
    const names = sent.map(columnName);
    for (const report of reports) {
      const named = nameColumns(names, sent, report.columns);
      if (report.required.every((name) => named.includes(name)))
        return new Table(report, map, delimiter, named);
    }
    // A header in another language, of which a map says what it means.
    const [only, ...others] = reports;
    const told = Object.values(map);
    return only !== undefined &&
      others.length === 0 &&
      told.length > 1 &&
      told.every((name) => sent.includes(name))
      ? new Table(only, map, delimiter, sent)
      : null;
  }

  /** What a line of the table says. */
  read(line: string): RawRecord | LineProblem {
    const cells = splitCsv(line, this.#delimiter);
    if (cells === null) return new LineProblem('malformed_line', 'a quoted cell of the table has no end');
    if (cells.length > this.#names.length && cells.slice(this.#names.length).some((cell) => cell !== '')) {
      return new LineProblem('malformed_line', 'the line has more cells than the header of its table');
    }
    const row: Record<string, unknown> = {};
    this.#names.forEach((name, index) => {
      const cell = cells[index]?.trim();
      if (cell !== undefined && cell !== '') row[name] = name === 'time' ? isoFromPage(cell) : cell;
    });
    if (Object.keys(row).length < 2) {
      return new LineProblem('malformed_line', 'the line is not a row of the table before it');
    }
    return this.#report.reader.read(mapped(row, this.#map));
  }
}

const mapped = (row: Fields, map: FieldMap): Fields =>
  Object.keys(map).length > 0 ? applyFieldMap(row, map) : row;

/** The report's name for each column; a name that is not known, or was given before, stays as it was sent. */
function nameColumns(names: readonly string[], sent: readonly string[], columns: Columns): string[] {
  const given = new Map<number, string>();
  for (const [column, aliases] of Object.entries(columns)) {
    for (const alias of aliases) {
      const index = names.findIndex((name, place) => name === alias && !given.has(place));
      if (index < 0) continue;
      given.set(index, column);
      break;
    }
  }
  return sent.map(
    (name, index) => given.get(index) ?? (names[index] === '' ? `column_${index + 1}` : name.trim()),
  );
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(\d{1,2}):(\d\d)(?::(\d\d))? ?([AP])M`;
const [NUMBERS, WORDS] = [
  new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4}),? ${CLOCK}$`, 'i'),
  new RegExp(String.raw`^([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4}),? ${CLOCK}$`, 'i'),
];

/** A time as the page shows it (`12/16/2022 06:15:38 PM`, `Dec 16, 2022 6:15 PM`) in ISO form; any other as it is. */
function isoFromPage(text: string): string {
  const match = NUMBERS.exec(text) ?? WORDS.exec(text);
  if (match === null) return text;
  const [, month = '', day = '', year, hour, minute, second = '00', half] = match;
  const number = /^\d/.test(month) ? Number(month) : MONTHS.indexOf(month.toLowerCase()) + 1;
  const hours = (Number(hour) % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return `${year}-${two(number)}-${two(day)}T${two(hours)}:${minute}:${second}Z`;
}
