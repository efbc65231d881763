import { cloneProfile, emptyProfile, foldHour } from '../../src/core/profile/profile.ts';
import { profileToJson } from '../../src/core/profile/profile-json.ts';
import { standingAt } from '../../src/core/standing.ts';
import { DAY, HOUR, hourOf } from '../../src/core/time.ts';
import { writeCheckpoints } from '../../src/store/accept/checkpoints.ts';
import { readUsageHours } from '../../src/store/accept/usage-hours.ts';
import { ensureMonths } from '../../src/store/partitions.ts';
import { openStore } from '../../src/store/store.ts';
import { tell } from './progress.ts';
import type { Database } from './server.ts';

/** Hours by which each repetition lies before the one after it. */
export interface Base {
  readonly hours: number;
  readonly events: number;
}

/** Repetitions that are made by one statement. */
const TOGETHER = 5;

/**
 * Makes a long history of a short one: everything that the service stored of `base` is there again, so many hours
 * earlier, under other ids, from repetition `from` up to `until`. By SQL, since sending it would take hours; the rows,
 * indexes and partitions are those that sending it would have left, and so are the checkpoints of the last weeks; what lies
 * before them profiles know nothing of.
 */
export async function repeatHistory(
  database: Database,
  base: Base,
  from: number,
  until: number,
): Promise<void> {
  const { client } = database;
  await makeMonths(database, base, until);
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'access_event'::regclass and attnum > 0
     and attname not in ('occurred_at', 'event_id') and not attisdropped`,
  );
  const kept = rows.map(({ name }) => name).join(', ');
  for (let first = from; first < until; first += TOGETHER) {
    const last = Math.min(first + TOGETHER, until) - 1;
    const earlier = `make_interval(hours => ${base.hours} * n)`;
    await client.query(`
      insert into access_event (occurred_at, event_id, ${kept})
      select occurred_at - ${earlier}, md5(event_id::text || n)::uuid, ${kept}
      from original, generate_series(${first}, ${last}) n order by n desc, credential_id, occurred_at`);
    await client.query(`
      insert into usage_hour (credential_id, hour, calls, doc, bits, score, late_by_ms)
      select credential_id, hour - ${earlier}, calls,
             jsonb_set(doc::jsonb, '{hour}', to_jsonb((doc ->> 'hour')::bigint - ${base.hours} * n))::json, bits, score, late_by_ms
      from original_hour, generate_series(${first}, ${last}) n`);
    tell(`queries: ${((last + 1) * base.events).toLocaleString('en')} events`);
  }
  await client.query('vacuum (analyze) access_event');
  await client.query('vacuum (analyze) usage_hour');
  await checkpointHistory(database);
}

/** Weeks of which the pages of a credential tell, and one more. */
const FOLDED_HOURS = 5 * 7 * 24;

/** The checkpoints that the service leaves on its way: each credential's last weeks are folded, day by day. */
async function checkpointHistory(database: Database): Promise<void> {
  const store = openStore(database.url, { maxConnections: 1 });
  const { rows } = await database.client.query<{ id: string; newest: Date }>(
    'select credential_id as id, newest_event_at as newest from credential_state',
  );
  for (const { id, newest } of rows) {
    const to = hourOf(newest.getTime());
    const hours = (await readUsageHours(store.db, [{ credentialId: id, from: to - FOLDED_HOURS, to }])).get(
      id,
    );
    const profile = emptyProfile('UTC');
    let through = 0;
    for (const [hour, { rollup }] of hours ?? []) {
      const dayBefore = Math.floor(hour / 24) * 24 - 1;
      if (dayBefore > through) {
        through = dayBefore;
        const doc = profileToJson(cloneProfile(profile));
        await writeCheckpoints(store.db, [{ credentialId: id, through, doc }]);
      }
      foldHour(profile, rollup, standingAt([], hour));
    }
  }
  await store.close();
}

/** Keeps what was sent, to be repeated. */
export async function keepOriginal({ client }: Database): Promise<void> {
  await client.query('create unlogged table original as select * from access_event');
  await client.query('create unlogged table original_hour as select * from usage_hour');
}

/**
 * Alerts enough for many pages: the first that there is, again for one credential after the other, over so many days
 * before it. How many there are then.
 */
export async function repeatAlerts({ client }: Database, count: number, days: number): Promise<number> {
  const earlier = `make_interval(mins => ${Math.ceil((days * 24 * 60) / count)} * n::int)`;
  await client.query(
    `insert into alert (credential_id, alert_id, episode_start, severity, status, raised_at, first_event_at,
                        last_event_at, event_count, score_bits, finding)
     select c.ids[1 + n % cardinality(c.ids)], gen_random_uuid(), a.episode_start - ${earlier}, a.severity,
            case when n % 10 = 0 then 'open' else 'resolved' end, a.raised_at - ${earlier},
            a.first_event_at - ${earlier}, a.last_event_at - ${earlier}, a.event_count, a.score_bits, a.finding
     from (select * from alert order by raised_at limit 1) a,
          (select array_agg(credential_id) as ids from credential) c, generate_series(1, $1::int) n`,
    [count],
  );
  await client.query('vacuum (analyze) alert');
  const { rows } = await client.query<{ alerts: number }>('select count(*)::int as alerts from alert');
  return rows[0]!.alerts;
}

async function makeMonths(database: Database, base: Base, until: number): Promise<void> {
  const store = openStore(database.url, { maxConnections: 1 });
  const first = Date.now() - (until + 1) * base.hours * HOUR;
  const times: number[] = [];
  for (let time = first; time < Date.now(); time += DAY) times.push(time);
  await ensureMonths(store, times);
  await store.close();
}

/** Gives every address an owner and a country, as a database of the operator's would: a few of each. */
export async function nameNetworks({ client }: Database): Promise<void> {
  await client.query(`
    update access_event set asn = 64500 + abs(hashtext(source_ip::text)) % 25,
      country = (array['US', 'US', 'US', 'DE', 'GB', 'FR', 'NL', 'JP', 'IN', 'IS'])[1 + abs(hashtext(source_ip::text)) % 10]
    where source_ip is not null`);
}

/** Events by hour and source, as the service counts them while it stores. */
export async function countCoverage({ client }: Database): Promise<void> {
  await client.query(`
    insert into coverage_hour (hour, source, events, arrivals)
    select date_trunc('hour', occurred_at), coalesce(source, '(unnamed)'), count(*), count(*)
    from access_event group by 1, 2
    on conflict (hour, source) do update set events = excluded.events`);
}
