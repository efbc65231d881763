import { sql } from 'kysely';
import type { Severity } from '../../core/alert.ts';
import { LEARNT_DAYS, LEARNT_HOURS } from '../../core/known.ts';
import { DAY, HOUR } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Of the credentials that called last, so many are looked at; the whole of a large fleet would take seconds. */
export const LOOKED_AT = { learning: 2_000, tokens: 500 } as const;
/** Newest calls of each whose tokens are looked at. */
const TOKEN_CALLS = 10;

/** How many alerts are not resolved, by severity and status. */
export async function countUnresolved(
  store: Store,
): Promise<{ severity: Severity; status: 'open' | 'acknowledged'; count: number }[]> {
  const rows = await store.db
    .selectFrom('alert')
    .select((eb) => ['severity', 'status', eb.fn.countAll<number>().as('count')])
    .where('status', '!=', 'resolved')
    .groupBy(['severity', 'status'])
    .execute();
  return rows.map(({ severity, status, count }) => ({
    severity,
    status: status as 'open' | 'acknowledged',
    count,
  }));
}

/** Unresolved alerts, the gravest first, then the newest; only their ids. */
export async function worstAlertIds(store: Store, limit: number): Promise<string[]> {
  const { rows } = await sql<{ alert_id: string }>`
    select alert_id from alert where status <> 'resolved'
    order by status = 'open' desc,
             array_position(array['critical', 'high', 'medium', 'low', 'info'], severity::text),
             last_event_at desc, alert_id
    limit ${limit}`.execute(store.db);
  return rows.map((row) => row.alert_id);
}

export interface NamedCredential {
  readonly id: string;
  readonly externalId: string;
  readonly label: string | null;
}

export interface OpenCredential extends NamedCredential {
  readonly state: 'active' | 'revoked';
  readonly decoy: boolean;
  readonly open: number;
  readonly worst: Severity;
  readonly lastEventAt: Date;
}

/** Credentials with alerts of medium or more that are not resolved, the worst first. */
export async function credentialsWithOpenAlerts(store: Store, limit: number): Promise<OpenCredential[]> {
  const { rows } = await sql<OpenCredential>`
    select c.credential_id as id, c.external_id as "externalId", c.label, coalesce(s.state, 'active') as state,
           coalesce(s.decoy, false) as decoy, a.open, a.worst, a.last_event_at as "lastEventAt"
    from (
      select credential_id, count(*) as open, max(last_event_at) as last_event_at,
             (array['critical', 'high', 'medium'])[
               min(array_position(array['critical', 'high', 'medium'], severity::text))] as worst
      from alert where status <> 'resolved' and severity in ('medium', 'high', 'critical')
      group by credential_id) a
    join credential c using (credential_id)
    left join credential_state s using (credential_id)
    order by array_position(array['critical', 'high', 'medium'], a.worst), a.open desc, a.last_event_at desc, id
    limit ${limit}`.execute(store.db);
  return rows;
}

export interface LongLivedToken extends NamedCredential {
  /** The longest life of a token among its newest calls, seconds. */
  readonly seconds: number;
  readonly expiresAt: Date;
}

/** Credentials whose newest calls carried a token that lives longer than `seconds`; the longest first. */
export async function credentialsWithLongTokens(
  store: Store,
  seconds: number,
  limit: number,
): Promise<LongLivedToken[]> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<LongLivedToken>`
      select c.credential_id as id, c.external_id as "externalId", c.label, t.seconds, t.expires_at as "expiresAt"
      from (
        select credential_id from credential_state where newest_event_at is not null
        order by newest_event_at desc limit ${LOOKED_AT.tokens}) s
      join credential c using (credential_id)
      cross join lateral (
        select extract(epoch from token_expires_at - token_issued_at)::double precision as seconds,
               token_expires_at as expires_at
        from (
          select token_issued_at, token_expires_at from access_event e
          where e.credential_id = s.credential_id
          order by occurred_at desc limit ${TOKEN_CALLS}) e
        where token_expires_at is not null and token_issued_at is not null
        order by 1 desc limit 1) t
      where t.seconds > ${seconds}
      order by t.seconds desc, id limit ${limit}`.execute(db);
    return rows;
  });
}

export interface LearningCredential extends NamedCredential {
  readonly firstHour: Date;
  /** Active hours, at most 24. */
  readonly activeHours: number;
}

/** Credentials that are still being learnt, the newest first, and how many there are. */
export async function learningCredentials(
  store: Store,
  now: number,
  limit: number,
): Promise<{ readonly count: number; readonly credentials: LearningCredential[] }> {
  const youngest = new Date(now - LEARNT_DAYS * DAY);
  return boundedRead(store, async (db) => {
    const { rows } = await sql<LearningCredential & { all: number }>`
      select c.credential_id as id, c.external_id as "externalId", c.label, h.first as "firstHour",
             h.hours as "activeHours", count(*) over () as all
      from (
        select credential_id from credential_state where newest_event_at is not null
        order by newest_event_at desc limit ${LOOKED_AT.learning}) s
      join credential c using (credential_id)
      cross join lateral (
        select min(hour) as first, count(*) as hours from (
          select hour from usage_hour u where u.credential_id = s.credential_id order by hour limit ${LEARNT_HOURS}) u) h
      where h.first is not null and (h.hours < ${LEARNT_HOURS} or h.first > ${youngest})
      order by h.first desc, id limit ${limit}`.execute(db);
    return {
      count: rows[0]?.all ?? 0,
      credentials: rows.map(({ id, externalId, label, firstHour, activeHours }) => ({
        id,
        externalId,
        label,
        firstHour,
        activeHours,
      })),
    };
  });
}

export interface ArrivalHour {
  readonly hour: Date;
  readonly events: number;
  readonly arrivals: number;
}

/** Events by the hour that they happened in, and by the hour that they came in, of all sources. */
export async function arrivalsByHour(store: Store, from: Date): Promise<ArrivalHour[]> {
  const { rows } = await sql<ArrivalHour>`
    select hour, sum(events)::bigint as events, sum(arrivals)::bigint as arrivals
    from coverage_hour where hour >= ${from} group by hour order by hour`.execute(store.db);
  return rows;
}

/** When each source was last heard, and its newest hour with an event, in the 90 days before. */
export async function lastHeard(
  store: Store,
  now: number,
): Promise<{ source: string; lastEventHour: Date | null; lastHeardHour: Date | null }[]> {
  const from = new Date(Math.floor(now / HOUR) * HOUR - 90 * DAY);
  const { rows } = await sql<{ source: string; lastEventHour: Date | null; lastHeardHour: Date | null }>`
    select source, max(hour) filter (where events > 0) as "lastEventHour",
           max(hour) filter (where arrivals > 0) as "lastHeardHour"
    from coverage_hour where hour >= ${from} group by source order by source limit 200`.execute(store.db);
  return rows;
}
