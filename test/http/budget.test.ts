import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disposition, Finding, Severity } from '../../src/core/alert.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import { calibrate, REFERENCE_ONLY } from '../../src/core/calibration.ts';
import { calibrationDay, type DailyPeak } from '../../src/core/daily-peaks.ts';
import { thresholdsOf } from '../../src/core/severity.ts';
import { DAY, HOUR, toIso } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { alertIdOf } from '../../src/monitor/alert-id.ts';
import { watchBudget } from '../../src/monitor/budget-watch.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { insertCredentials } from '../../src/store/accept/credentials.ts';
import { makeFinding } from './support/finding.ts';
import { startTestService, type TestService } from './support/service.ts';

type Json = Record<string, unknown>;
/** Noon of a Tuesday: the window of 90 days begins at midnight, 89 days before. */
const NOW = Date.UTC(2026, 5, 30, 12);
const TODAY = Math.floor(NOW / DAY);
const WINDOW = (TODAY - 89) * DAY;
const budget = parseBudget('1/30d');
let service: TestService;
beforeEach(async () => {
  service = await startTestService({ alertBudget: budget }, { now: () => NOW });
});
afterEach(() => service.close());

/** A credential with hours of these days ago, at 09:00, that scored so many bits; null: only learnt. */
async function use(
  name: string,
  days: readonly (readonly [ago: number, bits: number | null])[],
): Promise<void> {
  const credentialId = credentialIdOf(name);
  await insertCredentials(service.store.db, [{ credentialId, credential: name, accountId: null }]);
  await sql`
    insert into usage_hour (credential_id, hour, calls, doc, bits)
    select ${credentialId}::uuid, hour, 1, '{}', bits
    from unnest(${days.map(([ago]) => toIso((TODAY - ago) * DAY + 9 * HOUR))}::timestamptz[],
                ${days.map(([, bits]) => bits)}::double precision[]) as h(hour, bits)`.execute(
    service.store.db,
  );
  await sql`
    update credential_state set newest_event_at = (select max(hour) from usage_hour where credential_id = ${credentialId})
    where credential_id = ${credentialId}`.execute(service.store.db);
}

async function alert(
  credential: string,
  ago: number,
  fields: Partial<Finding> = {},
  disposition: Disposition | null = null,
): Promise<void> {
  const finding = makeFinding({ credential, raisedAt: (TODAY - ago) * DAY + 9 * HOUR, ...fields });
  const id = alertIdOf(finding.credentialId, finding.episodeStart);
  await writeAlert(service.store.db, id, finding);
  await service.store.db.updateTable('alert').set({ disposition }).where('alert_id', '=', id).execute();
}

const severity = (of: Severity): Partial<Finding> => ({ severity: of });
const rule: Partial<Finding> = {
  signals: [{ signal: 'revoked_use', bits: 0, observed: '', expected: '', summary: '', inputs: {} }],
};

async function report(query = ''): Promise<Json & { credentials: Json[] }> {
  const answer = await service.call(`/v1/budget${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json & { credentials: Json[] };
}

const everyDay = (from: number, to: number, bits: number | null): [number, number | null][] =>
  Array.from({ length: from - to + 1 }, (_, i) => [from - i, bits]);

describe('GET /v1/budget', () => {
  it('gives promised and realised, as they are recomputed by hand', async () => {
    // Used for 200 days; its first 50 were only learnt. One used day with a moderate peak.
    await use('old', [
      ...everyDay(200, 151, null),
      ...everyDay(150, 11, 2),
      [10, 14.5],
      ...everyDay(9, 0, 2),
    ]);
    // Began 20 days ago, was used on four days of them, and has a budget of its own.
    await use('young', [
      [20, 1],
      [19, 1],
      [5, 11],
      [0, 3],
    ]);
    await use('learnt', everyDay(3, 1, null));
    await service.store.db
      .updateTable('credential_state')
      .set({ budget: '1/10d' })
      .where('credential_id', '=', credentialIdOf('young'))
      .execute();
    await alert('old', 95); // before the window
    await alert('old', 80);
    await alert('old', 70, severity('low'));
    await alert('old', 60, severity('medium'), 'expected');
    await alert('old', 50, severity('critical'), 'compromised');
    await alert('young', 4, rule);
    await alert('young', 2, {}, 'unclear');

    const found = await report();
    // Own history: days 92 to 2 ago.
    const peaks: DailyPeak[] = [
      ...everyDay(95, 2, 2).map(
        ([ago]): DailyPeak => ({
          credentialId: 'old',
          day: TODAY - ago,
          bits: ago === 10 ? 14.5 : 2,
        }),
      ),
      ...[20, 19, 5].map((ago) => ({ credentialId: 'young', day: TODAY - ago, bits: ago === 5 ? 11 : 1 })),
    ];
    const calibration = calibrate(Array.from({ length: 90 }, (_, i) => calibrationDay(TODAY - 2 - i, peaks)));
    expect(calibration.ownDays).toBe(93);
    const oldDays = 89.5;
    const youngDays = 20 + 3 / 24;
    const promised = oldDays / 30 + youngDays / 10;
    expect(found).toMatchObject({
      window: { from: toIso(WINDOW), to: toIso(NOW) },
      budget: '1/30d',
      threshold_bits: thresholdsOf(budget, calibration).alarm,
      calibration: { own_used_days: 93, reference_share: 600 / 693 },
      credential_count: 2,
      credential_days: { used: 94, calendar: expect.closeTo(oldDays + youngDays, 6) },
      promised: expect.closeTo(promised, 6),
      realised: 3,
      apart: { rule: 1, compromised: 1 },
      // Garwood's interval for 3 (tables: 0.818 to 7.754).
      interval: [expect.closeTo(0.8177, 3), expect.closeTo(7.7537, 3)],
      kept: true,
      next_cursor: null,
    });
    expect(found.credentials.map(({ credential }) => credential).sort()).toEqual(['learnt', 'old', 'young']);
    const one = (name: string) => found.credentials.find(({ credential }) => credential === name);
    expect(one('old')).toMatchObject({
      id: credentialIdOf('old'),
      budget: '1/30d',
      own_budget: false,
      threshold_bits: found['threshold_bits'],
      learning: false,
      credential_days: { used: 90, calendar: expect.closeTo(oldDays, 6) },
      promised: expect.closeTo(oldDays / 30, 6),
      realised: 2,
      apart: { rule: 0, compromised: 1 },
      kept: null,
    });
    expect(one('young')).toMatchObject({
      budget: '1/10d',
      own_budget: true,
      threshold_bits: thresholdsOf(parseBudget('1/10d'), calibration).alarm,
      learning: true,
      credential_days: { used: 4, calendar: expect.closeTo(youngDays, 6) },
      realised: 1,
      apart: { rule: 1, compromised: 0 },
      kept: null,
    });
    expect(one('learnt')).toMatchObject({
      credential_days: { used: 0, calendar: 0 },
      promised: 0,
      learning: true,
    });
  });

  it('rests on the built-in reference alone while there is no history', async () => {
    const found = await report();
    expect(found).toMatchObject({
      threshold_bits: thresholdsOf(budget, REFERENCE_ONLY).alarm,
      calibration: { own_used_days: 0, reference_share: 1 },
      credential_days: { used: 0, calendar: 0 },
      promised: 0,
      realised: 0,
      interval: [0, expect.closeTo(2.9957, 3)],
      kept: null,
      credentials: [],
    });
  });

  it('pages through the credentials', async () => {
    for (const [n, name] of ['a', 'b', 'c'].entries()) await use(name, [[n, 1]]);
    const first = await report('?limit=2');
    expect(first.credentials.map(({ credential }) => credential)).toEqual(['a', 'b']);
    const rest = await report(`?limit=2&cursor=${first['next_cursor']}`);
    expect(rest.credentials.map(({ credential }) => credential)).toEqual(['c']);
    expect(rest['next_cursor']).toBeNull();
    expect((await service.call('/v1/budget?cursor=forged')).status).toBe(400);
    expect((await service.call('/v1/budget?days=30')).status).toBe(400);
  });

  it('is for those who read', async () => {
    expect((await service.call('/v1/budget', { key: service.keys.ingest })).status).toBe(403);
    expect((await service.call('/v1/budget', { key: null })).status).toBe(401);
  });
});

describe('the notice of a broken budget', () => {
  const notices = async (): Promise<Json[]> =>
    ((await (await service.call('/v1/notices')).json()) as { notices: Json[] }).notices;
  /** A round is due once in half an hour; here, at once. */
  const round = async (): Promise<void> => {
    await sql`delete from installation where name = 'lease:budget-watch'`.execute(service.store.db);
    await watchBudget(service.store, budget, NOW);
  };

  it('comes when more alerts were raised than chance explains, and not before', async () => {
    // 29 days and 3 hours at one in 30 days: 0.97 promised. Three happen in 7 % of such months, four in 2 %.
    await use('noisy', everyDay(29, 0, 2));
    for (const ago of [25, 20, 15]) await alert('noisy', ago);
    await alert('noisy', 12, {}, 'compromised');
    await round();
    expect(await notices()).toEqual([]);
    expect(await report()).toMatchObject({ kept: null, realised: 3 });
    await alert('noisy', 10);
    await round();
    expect(await report()).toMatchObject({ kept: false, realised: 4 });
    expect(await notices()).toEqual([
      expect.objectContaining({
        kind: 'budget_broken',
        subject: 'installation',
        message: expect.stringMatching(/^In the last 90 days there were 4 alerts .* 0\.97 were promised/),
      }),
    ]);
  });

  it('does not come of one or two alerts, which may be thefts that nobody has marked', async () => {
    await use('fresh', everyDay(1, 0, 2));
    await alert('fresh', 1);
    await alert('fresh', 0);
    await round();
    expect(await notices()).toEqual([]);
  });
});
