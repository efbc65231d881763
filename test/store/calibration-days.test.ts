import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CalibrationDay } from '../../src/core/calibration.ts';
import { CalibrationHistory } from '../../src/core/calibration-history.ts';
import { calibrationDay, type DailyPeak, type DayNumber } from '../../src/core/daily-peaks.ts';
import { FleetCalibration } from '../../src/core/fleet-calibration.ts';
import { DAY, toIso } from '../../src/core/time.ts';
import { readCalibrationDays, surveyCalibrationDays } from '../../src/store/accept/calibration-days.ts';
import type { Store } from '../../src/store/store.ts';
import { seeded } from '../monitor/support/traffic.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = database.store;
});
afterEach(() => database.drop());

interface Hour {
  readonly credentialId: string;
  readonly hour: number;
  /** Null: only learnt. */
  readonly bits: number | null;
}

const FIRST_DAY: DayNumber = 20_000;
const DAYS = 40;
const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Hours with gaps of days, scores around the limits of what is counted, and highs that are repeated exactly. */
function anyHours(seed: number): Hour[] {
  const random = seeded(seed);
  const hours: Hour[] = [];
  for (let credential = 0; credential < 6; credential += 1) {
    let high = 12;
    for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day += 1) {
      if (random() < 0.3) continue;
      if (random() < 0.4) high = pick(random, [9.999, 10, 10.0005, 12.3456, 16.9999, 17, 17.2, 30]);
      for (const hour of [0, 1, 11, 22, 23]) {
        if (random() < 0.5) continue;
        const bits = random() < 0.1 ? null : random() < 0.3 ? high : random() * 18;
        hours.push({ credentialId: idOf(credential), hour: day * 24 + hour, bits });
      }
    }
  }
  return hours;
}

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)]!;

async function write(hours: readonly Hour[]): Promise<void> {
  await sql`
    insert into usage_hour (credential_id, hour, calls, doc, bits)
    select id, hour, 1, '{}', bits
    from unnest(${hours.map(({ credentialId }) => credentialId)}::uuid[],
                ${hours.map(({ hour }) => toIso(hour * 3_600_000))}::timestamptz[],
                ${hours.map(({ bits }) => bits)}::double precision[]) as h(id, hour, bits)
    on conflict (credential_id, hour) do update set bits = excluded.bits`.execute(store.db);
}

function peaksOf(hours: readonly Hour[]): DailyPeak[] {
  const peaks = new Map<string, DailyPeak>();
  for (const { credentialId, hour, bits } of hours) {
    if (bits === null) continue;
    const day = Math.floor(hour / 24);
    const name = `${credentialId} ${day}`;
    peaks.set(name, { credentialId, day, bits: Math.max(bits, peaks.get(name)?.bits ?? 0) });
  }
  return [...peaks.values()];
}

/** What core/daily-peaks.ts makes of the same hours. */
function counted(hours: readonly Hour[], first: DayNumber, last: DayNumber): CalibrationDay[] {
  const peaks = peaksOf(hours);
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return days.map((day) => calibrationDay(day, peaks));
}

const firstDay = (hours: readonly Hour[]): DayNumber =>
  Math.floor(Math.min(...hours.map(({ hour }) => hour)) / 24);

it.each([1, 2, 3, 4, 5, 6, 7, 8])('the database counts days as the core does (seed %i)', async (seed) => {
  const hours = anyHours(seed);
  await write(hours);
  const first = firstDay(hours);
  const last = FIRST_DAY + DAYS - 3;
  const expected = counted(hours, first, last);
  expect(expected.some(({ moderate }) => moderate > 0)).toBe(true);

  const looked = await surveyCalibrationDays(store.db, first - 100, last);
  expect([...looked.values()]).toEqual(expected);
  expect([...looked.keys()]).toEqual(expected.map((_, i) => first + i));

  // Some days were counted before the others.
  await readCalibrationDays(store.db, first + 5, first + 9);
  expect((await readCalibrationDays(store.db, first - 100, last)).days).toEqual(expected);
  expect([...(await surveyCalibrationDays(store.db, first - 100, last)).values()]).toEqual(expected);
});

it('the same calibration comes of a day-by-day replay, of whole credentials, and of what the database counted', async () => {
  const hours = anyHours(9);
  await write(hours);
  const last = FIRST_DAY + DAYS - 1;
  const fromDatabase = new CalibrationHistory(await surveyCalibrationDays(store.db, FIRST_DAY - 9, last));
  const byCredential = new CalibrationHistory();
  for (let n = 0; n < 6; n += 1) {
    byCredential.add(peaksOf(hours).filter(({ credentialId }) => credentialId === idOf(n)));
  }
  const replayed = new FleetCalibration();
  const peaks = peaksOf(hours).sort((a, b) => a.day - b.day);
  for (let day = FIRST_DAY; day <= last; day += 1) {
    for (const peak of peaks) if (peak.day === day) replayed.add(peak);
    expect(fromDatabase.on(day)).toEqual(replayed.on(day));
    expect(byCredential.on(day)).toEqual(replayed.on(day));
  }
});

it('a day that was counted stays as it is when late hours come in; one that was only looked at does not', async () => {
  const hours = anyHours(10);
  await write(hours);
  const first = firstDay(hours);
  const written = await readCalibrationDays(store.db, first, first + 9);
  const before = await surveyCalibrationDays(store.db, first, first + 19);
  const late = Array.from({ length: 20 }, (_, i) => ({
    credentialId: idOf(99),
    hour: (first + i) * 24 + 5,
    bits: 11 + i / 10,
  }));
  await write(late);
  expect((await readCalibrationDays(store.db, first, first + 9)).days).toEqual(written.days);
  const after = await surveyCalibrationDays(store.db, first, first + 19);
  expect([...after.values()].slice(0, 10)).toEqual(written.days);
  const expected = counted([...hours, ...late], first, first + 19);
  expect([...after.values()].slice(10)).toEqual(expected.slice(10));
  expect(after.get(first + 15)).not.toEqual(before.get(first + 15));
});

it('days before the first use are not written down, since history may still be imported', async () => {
  const day = Math.floor(Date.UTC(2026, 2, 10) / DAY);
  await write([{ credentialId: idOf(1), hour: day * 24, bits: 12 }]);
  const { days, settled } = await readCalibrationDays(store.db, day - 20, day + 1);
  expect(settled).toBe(false);
  expect(days.map(({ usedDays }) => usedDays)).toEqual([1, 0]);
  await write([{ credentialId: idOf(1), hour: (day - 2) * 24, bits: 13 }]);
  const later = await readCalibrationDays(store.db, day - 20, day + 1);
  expect(later.days.map(({ usedDays }) => usedDays)).toEqual([1, 0, 1, 0]);
  expect((await readCalibrationDays(store.db, day - 20, day + 1)).settled).toBe(true);
});

it('an empty database has taught nothing', async () => {
  expect(await surveyCalibrationDays(store.db, 0, 20_000)).toEqual(new Map());
  expect(await readCalibrationDays(store.db, 0, 20_000)).toEqual({ days: [], settled: true });
});
