import { EVENT_FIELDS, type Fields, isEventField } from '../fields.ts';
import { isObject, Members } from './members.ts';
import type { FormatName } from './reader.ts';

type EventField = (typeof EVENT_FIELDS)[number];

/** Where a format has each field, the best name first; a dotted name reaches into objects. */
export type Names = Readonly<Partial<Record<EventField, readonly string[]>>>;

/** An object while its members get the names of the contract. */
export interface Renamed {
  /** What has its name already. To be added to. */
  readonly fields: Record<string, unknown>;
  /** Where further members can be taken from. */
  readonly members: Members;
  /** Those fields, and everything that nobody took under its own name. */
  finish(): Fields;
}

/**
 * Begins to rename an object's members. The contract's own names always count, and go first (a map puts values there),
 * except for those that mean something else in the format.
 *
 * @param foreign names of the contract that the format uses for something else
 */
export function renamed(
  source: Fields,
  format: FormatName,
  names: Names,
  foreign: readonly EventField[] = [],
): Renamed {
  const members = new Members(source);
  const fields: Record<string, unknown> = {};
  for (const field of EVENT_FIELDS) {
    const own = foreign.includes(field) || isObject(source[field]) ? undefined : members.take(field);
    const aliases = names[field];
    const value = own ?? (aliases === undefined ? undefined : members.take(...aliases));
    if (value !== undefined) fields[field] = value;
  }
  return { fields, members, finish: () => withRest(fields, members.rest(), format) };
}

/** What keeps its name may not pass for a field of the contract. */
function withRest(fields: Record<string, unknown>, rest: Fields, format: FormatName): Fields {
  for (const name of Object.keys(rest)) {
    // Assigned, it would be where every missing field is looked for.
    if (name === '__proto__') continue;
    fields[isEventField(name) ? `${format}.${name}` : name] = rest[name];
  }
  return fields;
}

/** A time span in other units as milliseconds; undefined when it is no number, or negative (which logs write for none). */
export function millisecondsFrom(value: unknown, perMillisecond: number): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 ? Math.round(number / perMillisecond) : undefined;
}
