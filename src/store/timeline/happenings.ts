import { type Kysely, sql } from 'kysely';
import type { AlertStatus, Severity } from '../../core/alert.ts';
import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { Grid } from '../../core/timeline-grid.ts';
import type { DirectiveKind } from '../said-statement.ts';
import type { Tables } from '../tables.ts';
import type { TimelineFilter } from './filter.ts';

/** More of one sort are counted and not listed. */
const MOST_LISTED = 300;
/** How many stretches without logs are listed. */
const MOST_GAPS = 500;

export interface AlertSpan {
  readonly id: string;
  readonly credential: string;
  readonly label: string | null;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly raisedAt: Date;
  readonly from: Date;
  readonly to: Date;
}

export interface ActionMark {
  readonly id: string;
  readonly time: Date;
  readonly actor: string;
  readonly action: string;
  readonly credential: string | null;
}

export interface DeclaredSpan {
  readonly id: string;
  readonly credential: string;
  readonly kind: DirectiveKind;
  readonly reason: string | null;
  readonly from: Date;
  /** Null: until further notice. */
  readonly to: Date | null;
}

/** Counts by bucket; the things themselves only while they are few. */
export interface Listed<T> {
  readonly counts: readonly number[];
  readonly listed: readonly T[];
  /** Whether there were too many to list. */
  readonly tooMany: boolean;
}

/** Alerts that were raised in the range by bucket, and those whose episode touches it. */
export async function readAlertSpans(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  grid: Grid,
): Promise<Listed<AlertSpan>> {
  if (!(filter.kinds?.includes('alert') ?? true)) return none(grid);
  const [from, to] = [new Date(grid.from), new Date(grid.to)];
  const ofCredential = sql<boolean>`${
    filter.credentialIds === undefined
      ? sql`true`
      : sql`a.credential_id = any(${filter.credentialIds}::uuid[])`
  }`;
  const { rows } = await sql<AlertSpan>`
    select a.alert_id as id, coalesce(c.external_id, a.credential_id::text) as credential, c.label, a.severity, a.status,
           a.raised_at as "raisedAt", a.first_event_at as "from", a.last_event_at as "to"
    from alert a left join credential c on c.credential_id = a.credential_id
    where a.first_event_at < ${to} and a.last_event_at >= ${from} and ${ofCredential}
    order by a.raised_at desc limit ${MOST_LISTED + 1}`.execute(db);
  const counts = await byBucket(db, grid, sql`raised_at`, sql`alert a`, ofCredential);
  return listed(rows, counts);
}

/** What people did to something of a credential. */
export async function readActionMarks(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  grid: Grid,
): Promise<Listed<ActionMark>> {
  if (!(filter.kinds?.includes('action') ?? true)) return none(grid);
  const about = sql`(a.detail ->> 'credential_id')`;
  const condition = sql<boolean>`${about} is not null and ${
    filter.credentialIds === undefined ? sql`true` : sql`${about} = any(${filter.credentialIds}::text[])`
  }`;
  const { rows } = await sql<ActionMark>`
    select a.audit_id as id, a.at as time, a.actor, a.action, c.external_id as credential
    from audit a left join credential c on c.credential_id = ${about}::uuid
    where a.at >= ${new Date(grid.from)} and a.at < ${new Date(grid.to)} and ${condition}
    order by a.at desc limit ${MOST_LISTED + 1}`.execute(db);
  return listed(rows, await byBucket(db, grid, sql`at`, sql`audit a`, condition));
}

/** What was said of credentials and held in some part of the range, the newest first; one more than is listed, if there is. */
export async function readDeclaredSpans(
  db: Kysely<Tables>,
  filter: TimelineFilter,
  grid: Grid,
): Promise<Omit<Listed<DeclaredSpan>, 'counts'>> {
  const { rows } = await sql<DeclaredSpan>`
    select d.directive_id as id, coalesce(c.external_id, d.credential_id::text) as credential, d.kind, d.reason,
           d.since as "from", least(d.until, d.withdrawn_at) as "to"
    from directive d left join credential c on c.credential_id = d.credential_id
    where d.since < ${new Date(grid.to)} and coalesce(least(d.until, d.withdrawn_at), 'infinity') > ${new Date(grid.from)}
      and ${filter.credentialIds === undefined ? sql`true` : sql`d.credential_id = any(${filter.credentialIds}::uuid[])`}
    order by d.since desc limit ${MOST_LISTED + 1}`.execute(db);
  return { listed: rows.slice(0, MOST_LISTED), tooMany: rows.length > MOST_LISTED };
}

export interface Gap {
  readonly from: HourNumber;
  readonly to: HourNumber;
}

/**
 * Hours of the range in which no log source has an event, or none of the sources asked for, as stretches: between the first
 * hour that has ever had one and `now`. The longest first, at most 500.
 */
export async function readGaps(
  db: Kysely<Tables>,
  { sources }: TimelineFilter,
  grid: Grid,
  now: number,
): Promise<Gap[]> {
  const ofSources = sources === undefined ? sql`true` : sql`source = any(${sources}::text[])`;
  const { rows: firsts } = await sql<{ first: Date | null }>`
    select min(hour) as first from coverage_hour where events > 0 and ${ofSources}`.execute(db);
  const first = firsts[0]?.first ?? null;
  if (first === null) return [];
  const from = Math.max(hourOf(grid.from), hourOf(first.getTime()));
  // The hour that runs is not over yet.
  const to = Math.min(hourOf(grid.to - 1) + 1, hourOf(now));
  const { rows } = await sql<{ hour: Date }>`
    select distinct hour from coverage_hour
    where events > 0 and hour >= ${new Date(startOfHour(from))} and hour < ${new Date(startOfHour(Math.max(from, to)))}
      and ${ofSources}
    order by hour`.execute(db);
  const gaps: Gap[] = [];
  let next = from;
  for (const hour of [...rows.map((row) => hourOf(row.hour.getTime())), to]) {
    if (hour > next) gaps.push({ from: next, to: hour });
    next = hour + 1;
  }
  return gaps.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_GAPS);
}

async function byBucket(
  db: Kysely<Tables>,
  { from, to, step, start, buckets }: Grid,
  time: ReturnType<typeof sql>,
  table: ReturnType<typeof sql>,
  condition: ReturnType<typeof sql<boolean>>,
): Promise<number[]> {
  const { rows } = await sql<{ bucket: Date; count: number }>`
    select date_bin(make_interval(secs => ${step / 1_000}), a.${time}, ${new Date(start)}::timestamptz) as bucket,
           count(*) as count
    from ${table} where a.${time} >= ${new Date(from)} and a.${time} < ${new Date(to)} and ${condition}
    group by 1`.execute(db);
  const counts = new Array<number>(buckets).fill(0);
  for (const { bucket, count } of rows) counts[Math.floor((bucket.getTime() - start) / step)] = count;
  return counts;
}

const listed = <T>(rows: readonly T[], counts: readonly number[]): Listed<T> => ({
  counts,
  listed: rows.slice(0, MOST_LISTED),
  tooMany: rows.length > MOST_LISTED,
});

const none = <T>({ buckets }: Grid): Listed<T> => ({
  counts: new Array<number>(buckets).fill(0),
  listed: [],
  tooMany: false,
});
