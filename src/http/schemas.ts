import { Type } from 'typebox';
import { HttpProblem } from './problem.ts';

/** Schemas that several routes share. Nullable types are written as a type list, which serialises fastest. */
export const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
export const NullableTime = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
export const NullableText = Type.Unsafe<string | null>({ type: ['string', 'null'] });
export const NullableInteger = Type.Unsafe<number | null>({ type: ['integer', 'null'] });
export const NextCursor = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  description: 'Pass it as `cursor` for the next page; null: this was the last',
});

export const NullableEnum = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T | null>({ type: ['string', 'null'], enum: [...values, null] });

/** Query parameters of every paged listing. */
export const paging = (defaultLimit: number, maximum: number) => ({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum, default: defaultLimit })),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next_cursor` of the page before' })),
});

export const range = (what: string) => ({
  from: Type.Optional(Type.String({ description: `RFC 3339; ${what} at this time or later` })),
  to: Type.Optional(Type.String({ description: `RFC 3339; ${what} before this time` })),
});

/** A query schema: parameters that are not named in it are refused. */
export const query = <T extends Parameters<typeof Type.Object>[0]>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

const RFC_3339 = /^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+ -]\d\d:\d\d)$/i;

/** A time from the query string. A `+` that arrived as a space, as an unescaped one does, is taken for a `+`. */
export function parseTime(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = RFC_3339.test(text) ? new Date(text.replace(' ', '+')) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw invalid(field, `must be an RFC 3339 time such as 2026-03-01T12:00:00Z`);
  }
  return time;
}

/** A list as `a,b` or as repeated parameters; each must be one of `allowed`. */
export function parseList<T extends string>(
  field: string,
  given: string | readonly string[] | undefined,
  allowed: readonly T[],
): T[] | undefined {
  if (given === undefined) return undefined;
  const items = [given].flat().flatMap((part) => part.split(','));
  return items.map((item) => {
    const found = allowed.find((value) => value === item);
    if (found === undefined) throw invalid(field, `must be one or more of ${allowed.join(', ')}`);
    return found;
  });
}

/** A problem with one field, named. */
export const invalid = (field: string, what: string): HttpProblem =>
  new HttpProblem('invalid_request', `"${field}" ${what}.`, { members: { field } });

/** What `read` makes of a value; the RangeError with which it refuses one names the field. */
export function readField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw invalid(field, error.message);
    throw error;
  }
}

/** Text that a person wrote. PostgreSQL cannot store NUL. */
export const written = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$' });

/** The same, or null to clear it. */
export const clearable = (maxLength: number, description: string) =>
  Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000]*$',
    description,
  });
