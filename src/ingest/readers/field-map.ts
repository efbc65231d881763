import { EVENT_FIELDS, type Fields, isEventField } from '../fields.ts';

/** Field of the event ← name in the log. A dotted name reaches into nested objects. */
export type FieldMap = Readonly<Record<string, string>>;

/** What is wrong with how a reader was asked for. */
export class ReaderOptionsError extends Error {
  readonly code: 'unknown_format' | 'invalid_map' | 'invalid_credential';

  constructor(code: ReaderOptionsError['code'], message: string) {
    super(message);
    this.name = 'ReaderOptionsError';
    this.code = code;
  }
}

/** Reads `--map` and `?map=` values such as `credential=client_id`. */
export function parseFieldMap(texts: readonly string[]): FieldMap {
  const map: Record<string, string> = {};
  for (const text of texts) {
    const [, field = '', name = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
    if (!isEventField(field) || name === '' || name.length > 128) {
      throw new ReaderOptionsError(
        'invalid_map',
        `a map is FIELD=NAME, where NAME is what the log calls it and FIELD one of ${EVENT_FIELDS.join(' ')}`,
      );
    }
    map[field] = name;
  }
  return map;
}

/** Puts mapped values under the names of the contract. Values that are not there leave the field as it is. */
export function applyFieldMap(source: Fields, map: FieldMap): Fields {
  const mapped: Record<string, unknown> = { ...source };
  for (const [field, name] of Object.entries(map)) {
    const value = reach(source, name);
    if (value === undefined) continue;
    if (name !== field) delete mapped[name];
    mapped[field] = value;
  }
  return mapped;
}

function reach(source: Fields, name: string): unknown {
  if (Object.hasOwn(source, name)) return source[name];
  let value: unknown = source;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Fields)[step];
  }
  return value;
}
