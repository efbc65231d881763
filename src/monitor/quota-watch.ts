import { lossRateOf } from '../core/ledger/loss-rate.ts';
import { evidenceOfGap, fallOf } from '../core/ledger/quota-fall.ts';
import { categoriesOf, type DailyLimit, dailyLimitOf, poolOf } from '../core/ledger/quota-limit.ts';
import { DAY, HOUR, type HourNumber, hourOf, MINUTE, startOfHour } from '../core/time.ts';
import { readCoverage } from '../store/queries/coverage.ts';
import { installationValue, replaceInstallationValue, takeLease } from '../store/queries/installation.ts';
import { lossesBefore } from '../store/queries/ledger.ts';
import {
  countOthers,
  hasQuotaHeaders,
  noteQuotaHour,
  type OtherCalls,
  pulledBetween,
  quotaHistory,
  quotaHours,
  readSightings,
  type StoredSighting,
} from '../store/queries/quota.ts';
import type { Store } from '../store/store.ts';
import { type RoundLog, startHourly } from './hourly.ts';
import type { Monitor } from './monitor.ts';
import { quotaEvent } from './quota-event.ts';
import { usualGap } from './usual-gap.ts';

/** Shorter than the pause between two rounds, so that the same process may take it again. */
const LEASE = HOUR / 2;
/** Clocks of gateways, and the moments at which a call is logged, lie at most so far apart. */
const SKEW = 2 * MINUTE;
/** An hour is judged once so much time has passed since: logs may be late, as in the ledger. */
const SETTLED = 90 * MINUTE;
/** Hours that are judged again each time, should a log have been later still. */
const AGAIN = 6;
/** How far back the first round looks; what is judged then is what is usual later. */
const LOOK_BACK = 14 * DAY;
/** Over a silence of ours no longer than this, the count goes on. */
const REACH = 12;
/** More lines with daily counts than all accounts of a large installation have in half a day; an hour with more is left out. */
const MOST_LINES = 200_000;
/** Limits that are judged in an hour: those with the most lines. A sender may make accounts up. */
const MOST_LIMITS = 200;
/** Once in a hundred years of hours, for each limit. */
const TOLD_FROM = 20;
const CURSOR = 'quota-judged-until';
const UNKNOWN = 'unknown';

/** Judges once an hour, in one replica at a time, whether Zoom counted more calls than ours. */
export function startQuotaWatch(store: Store, monitor: Monitor, log: RoundLog): { close(): Promise<void> } {
  return startHourly(
    'quotas',
    async () => {
      if (await takeLease(store, 'quota-watch', LEASE)) await judgeQuotas(store, monitor, Date.now());
    },
    log,
  );
}

/**
 * Judges the settled hours. Doing it again changes nothing.
 *
 * @param now epoch milliseconds
 * @returns how many hours of an account's limit were told of for the first time
 * @throws {AggregateError} hours that could not be read; the others were judged
 */
export async function judgeQuotas(store: Store, monitor: Monitor, now: number): Promise<number> {
  const cursor = await installationValue(store, CURSOR);
  const earliest = hourOf(now - LOOK_BACK);
  const problems: unknown[] = [];
  let told = 0;
  for (
    let hour = cursor === null ? earliest : Math.max(earliest, Number(cursor) - AGAIN + 1);
    startOfHour(hour + 1) <= now - SETTLED;
    hour += 1
  ) {
    try {
      told += await judgeHour(store, monitor, hour);
    } catch (error) {
      problems.push(error);
    }
    if (hour > Number(cursor ?? 0)) await replaceInstallationValue(store, CURSOR, String(hour));
  }
  if (problems.length > 0) {
    const [first] = problems;
    throw new AggregateError(
      problems,
      `${problems.length} of the hours could not be judged (${first instanceof Error ? first.message : String(first)})`,
    );
  }
  return told;
}

/** A limit of one account with its lines in the hour and, where it goes on from one before, since then. */
interface Watched extends DailyLimit {
  readonly account: string;
  readonly from: number;
  readonly lastAt: number;
}

async function judgeHour(store: Store, monitor: Monitor, hour: HourNumber): Promise<number> {
  if (!(await hasQuotaHeaders(store, hour))) return 0;
  const [start, end] = [startOfHour(hour), startOfHour(hour + 1)];
  const watched = await limitsOf(store, hour, await readAll(store, start, end));
  if (watched.length === 0) return 0;
  const from = Math.min(...watched.map((one) => one.from));
  const lines = byLimit(await readAll(store, from - SKEW, end + SKEW));
  const others = await countOthers(store, from - SKEW, end + SKEW, {
    accounts: [...new Set(watched.map(({ account }) => account))],
    categories: ['Light', 'Medium', 'Heavy'].flatMap(categoriesOf),
  });
  const pulled = await pulledBetween(store, from - SKEW, end + SKEW);
  const covered = await isCovered(store, hourOf(from), hour);
  const losses = await lossesBefore(store, hour, null);
  const lossRate = lossRateOf(losses);
  let told = 0;
  for (const limit of watched) {
    const own = lines.get(`${limit.account}\n${limit.label}`) ?? [];
    const { counted, seen, mixed } = fallOf(own, { from: limit.from, to: end, skew: SKEW });
    const unmarked = othersOf(others, limit);
    const pulls = limit.pool === null ? sum(pulled.values()) : (pulled.get(limit.pool) ?? 0);
    const ours = seen + unmarked + pulls;
    const row = { account: limit.account, label: limit.label, hour, counted, ours, lastAt: limit.lastAt };
    const usual = usualGap(await quotaHistory(store, limit.account, limit.label, hour), hour);
    const bits = usual === null ? 0 : evidenceOfGap(counted, ours, usual, lossRate);
    const tells = covered && !mixed && bits >= TOLD_FROM;
    // First the event: should this end between the two, the hour is judged again.
    if (tells) {
      const figures = { counted, seen, unmarked, pulls, usual: usual ?? 0, lossRate, bits };
      const outcomes = await monitor.accept([quotaEvent(limit, hour, figures)], 'small', {
        sender: 'zoom-quota',
      });
      told += outcomes.filter(({ kind }) => kind === 'accepted').length;
    }
    const verdict = mixed ? 'mixed' : !covered ? 'uncovered' : tells ? 'told' : 'usual';
    await noteQuotaHour(store, { ...row, verdict });
  }
  return told;
}

async function readAll(store: Store, from: number, to: number): Promise<StoredSighting[]> {
  const lines = await readSightings(store, from, to, MOST_LINES + 1);
  if (lines.length > MOST_LINES) throw new Error(`more than ${MOST_LINES} lines with daily counts`);
  return lines;
}

/** Lines by account and limit; those of limits that are not the account's for a day are left out. */
function byLimit(lines: readonly StoredSighting[]): Map<string, StoredSighting[]> {
  const groups = new Map<string, StoredSighting[]>();
  for (const line of lines) {
    const limit = dailyLimitOf(line);
    if (limit === null) continue;
    const key = `${line.account ?? UNKNOWN}\n${limit.label}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
}

/** The limits of the hour's lines, each from its last line before the hour on, if that was of the same day and not long ago. */
async function limitsOf(
  store: Store,
  hour: HourNumber,
  lines: readonly StoredSighting[],
): Promise<Watched[]> {
  const start = startOfHour(hour);
  const before = new Map<string, number>();
  const sameDay = hour - (hour % 24);
  for (const { account, label, lastAt } of await quotaHours(store, Math.max(sameDay, hour - REACH), hour)) {
    before.set(`${account}\n${label}`, lastAt);
  }
  return [...byLimit(lines)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_LIMITS)
    .map(([key, own]) => ({
      ...dailyLimitOf(own[0]!)!,
      account: own[0]!.account ?? UNKNOWN,
      from: before.get(key) ?? start,
      lastAt: own.at(-1)!.time,
    }));
}

/** Of an account and a pool, or of one that was not logged: they may be among those that Zoom counted. */
const othersOf = (others: readonly OtherCalls[], { account, pool }: Watched): number =>
  sum(
    others
      .filter((other) => account === UNKNOWN || other.account === null || other.account === account)
      .filter(({ category }) => pool === null || category === null || poolOf(category) === pool)
      .map(({ calls }) => calls),
  );

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** Days that say which logs are heard at a time of day, and the share of them that makes a log one that should be heard. */
const [DAYS, HEARD] = [14, 0.5];

/**
 * Whether every log of ours that is mostly heard at these hours was heard: a gateway whose lines are still to come would make
 * its calls look like a stranger's. The hour after is looked at, too, since a log that ended within the last one is silent then.
 */
async function isCovered(store: Store, first: HourNumber, hour: HourNumber): Promise<boolean> {
  const from = first - 24 * DAYS;
  const sources = await readCoverage(store, { from, to: hour + 2 });
  // Zoom's own records and webhooks are no logs of calls.
  return sources
    .filter(({ source }) => !source.startsWith('zoom-'))
    .every(({ counts }) => {
      for (let one = first - from; one < counts.length; one += 1) {
        if (counts[one]! > 0) continue;
        const days = Array.from({ length: DAYS }, (_, day) => counts[one - 24 * (day + 1)]!);
        if (days.filter((count) => count > 0).length >= HEARD * DAYS) return false;
      }
      return true;
    });
}
