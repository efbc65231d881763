import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  COUNTED_FIELDS,
  type CountedField,
  type EntryKind,
  EVENT_LANES,
  type EventLane,
  LANE_PREFIXES,
} from '../../core/timeline-kinds.ts';

/** Of several values of one field any will do; several fields must all fit. */
export interface TimelineFilter {
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly credentialIds?: readonly string[] | undefined;
  /** Addresses, and networks in CIDR form. */
  readonly sourceIps?: readonly string[] | undefined;
  readonly asns?: readonly number[] | undefined;
  readonly countries?: readonly string[] | undefined;
  readonly operations?: readonly string[] | undefined;
  /** Parts of user agents, in any case. */
  readonly clients?: readonly string[] | undefined;
  /** Both ends included. */
  readonly statuses?: readonly (readonly [from: number, to: number])[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Which of the counted fields the filter asks for. */
const countedFieldsOf = (filter: TimelineFilter): CountedField[] =>
  COUNTED_FIELDS.filter((field) => valuesOf(filter, field) !== undefined);

/** What the counts of hours can tell of the filter: its counted fields, or the lane alone (null). */
export function countedDimensions(filter: TimelineFilter): (CountedField | null)[] {
  const fields = countedFieldsOf(filter);
  return fields.length > 0 || wantedLanes(filter).length === EVENT_LANES.length ? fields : [null];
}

/** Only calls have these: who asks for one is not asking for alerts and actions. */
const asksForCalls = (filter: TimelineFilter): boolean =>
  filter.sourceIps !== undefined || countedFieldsOf(filter).length > 0;

export const wants = (filter: TimelineFilter, kind: EntryKind): boolean =>
  (filter.kinds === undefined || filter.kinds.includes(kind)) &&
  ((EVENT_LANES as readonly string[]).includes(kind) || !asksForCalls(filter));

/** Lanes of events that the filter wants, by their place in EVENT_LANES. */
export const wantedLanes = (filter: TimelineFilter): number[] =>
  EVENT_LANES.map((lane, index) => (wants(filter, lane) ? index : -1)).filter((index) => index !== -1);

function valuesOf(filter: TimelineFilter, field: CountedField): readonly unknown[] | undefined {
  const { operations, statuses, clients, asns, countries, sources } = filter;
  return {
    operation: operations,
    status: statuses,
    client: clients,
    asn: asns,
    country: countries,
    source: sources,
  }[field];
}

/** The lane of an access event, as its place in EVENT_LANES. */
export const LANE = sql<number>`case ${sql.join(
  Object.entries(LANE_PREFIXES).map(
    ([lane, prefix]) =>
      sql`when operation like ${sql.lit(`${prefix}%`)} then ${sql.lit(EVENT_LANES.indexOf(lane as EventLane))}`,
  ),
  sql` `,
)} else 0 end`;

/** What the filter asks of an access event, but for the credential and the time, which have a key and are asked apart. */
export function callConditions(filter: TimelineFilter): RawBuilder<SqlBool>[] {
  const { sourceIps, asns, countries, sources } = filter;
  const lanes = wantedLanes(filter);
  return [
    ...(sourceIps === undefined ? [] : [fromNetworks(sourceIps)]),
    ...countedFieldsOf(filter).flatMap((field) => {
      if (field === 'asn') return [sql<SqlBool>`asn = any(${asns}::bigint[])`];
      if (field === 'country') return [sql<SqlBool>`country = any(${countries}::text[])`];
      if (field === 'source') return [sql<SqlBool>`source = any(${sources}::text[])`];
      const column = { operation: sql`operation`, status: sql`status`, client: sql`user_agent` }[field];
      return [valueCondition(filter, field, column)];
    }),
    ...(lanes.length === EVENT_LANES.length ? [] : [sql<SqlBool>`(${LANE}) = any(${lanes}::int[])`]),
  ];
}

/** The same for a value as it is counted (timeline_value.value, a text). */
export function countedCondition(filter: TimelineFilter, field: CountedField): RawBuilder<SqlBool> {
  const value = sql`value`;
  if (field === 'asn') return sql<SqlBool>`${value} = any(${filter.asns?.map(String)}::text[])`;
  if (field === 'country') return sql<SqlBool>`${value} = any(${filter.countries}::text[])`;
  if (field === 'source') return sql<SqlBool>`${value} = any(${filter.sources}::text[])`;
  return valueCondition(filter, field, field === 'status' ? sql`${value}::int` : value);
}

function valueCondition(
  { operations = [], statuses = [], clients = [] }: TimelineFilter,
  field: 'operation' | 'status' | 'client',
  column: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  if (field === 'operation') return sql<SqlBool>`${column} = any(${operations}::text[])`;
  if (field === 'client')
    return anyOf(clients.map((part) => sql<SqlBool>`${column} ilike ${`%${escapeLike(part)}%`}`));
  return anyOf(statuses.map(([from, to]) => sql<SqlBool>`${column} between ${from}::int and ${to}::int`));
}

/** Each in a form for which the index on the address is used. */
const fromNetworks = (networks: readonly string[]): RawBuilder<SqlBool> =>
  anyOf(
    networks.map((network) =>
      network.includes('/')
        ? sql<SqlBool>`source_ip <<= ${network}::inet`
        : sql<SqlBool>`source_ip = ${network}::inet`,
    ),
  );

const anyOf = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export const allOf = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
