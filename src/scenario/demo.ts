import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts';
import { type Attack, RECORDINGS, type TheftCall } from './attacks/attack.ts';
import { carryOut } from './attacks.ts';
import type { Change } from './changes/change.ts';
import { demoCompany } from './demo-company.ts';
import { mergeByTime } from './fleet.ts';
import type { OperationName } from './operations.ts';
import { Random } from './random.ts';
import type { LabelledEvent } from './wire.ts';
import { offsetAt } from './zones.ts';

/** The month that `demo` plays. */
export interface DemoMonth {
  readonly start: number;
  readonly end: number;
  readonly credentials: readonly { readonly credential: string; readonly label: string }[];
  readonly attack: Attack;
  readonly changes: readonly Change[];
  /** Every event in time order, none before `start` or after `end`. */
  events(): Generator<LabelledEvent, void, undefined>;
}

const DAYS = 30;
const LEAK_BEGAN = 38 * MINUTE;
/** A rented machine that belongs to nobody (RFC 5737). */
const THIEF = '203.0.113.66';
const THIEFS_CLIENT = 'python-requests/2.31.0';

/**
 * A month of thirteen credentials that ends at `now`, in its last 38 minutes the theft of one: somebody elsewhere
 * mints tokens with the secret of "CRM sync", lists users and downloads their recordings, while the owners sleep.
 */
export function demoMonth(now: number): DemoMonth {
  const end = Math.floor(now / SECOND) * SECOND;
  const start = end - DAYS * DAY;
  // Traffic is planned by whole days.
  const planned = Math.floor(start / DAY) * DAY;
  const company = demoCompany(planned, end, whereItIsNight(end));
  const random = new Random('demonstration/leak');
  const strikes = end - LEAK_BEGAN;
  const calls = Array.from({ length: 213 }, () => random.uniform(strikes, end - 4 * SECOND))
    .sort((a, b) => a - b)
    .map(
      (time, index): TheftCall => ({
        time: index === 0 ? strikes : Math.floor(time),
        address: THIEF,
        operation: next(index, random),
        userAgent: THIEFS_CLIENT,
      }),
    );
  const { context, tokens } = company.victim.traffic;
  const theft = carryOut(
    'leak',
    'loud',
    context,
    {
      plain: true,
      strikes,
      calls,
      tokens: { ...tokens, seed: random.uint32() },
      summary: `${calls.length} calls from ${THIEF}`,
    },
    random,
  );
  return {
    start,
    end,
    credentials: company.credentials.map(({ label, traffic }) => ({
      label,
      credential: traffic.context.credential,
    })),
    attack: theft.attack,
    changes: company.changes,
    *events() {
      const plans = company.credentials.map(({ traffic }) => traffic);
      for (const entry of mergeByTime(plans, [theft], planned, end + HOUR))
        if (entry.event.time >= start && entry.event.time <= end) yield entry;
    },
  };
}

/** First the directory, then what there is to hear. */
function next(index: number, random: Random): OperationName {
  if (index < 6) return 'users';
  return RECORDINGS.names[RECORDINGS.draw(random)] as OperationName;
}

/** Of the places where such a company may be, the one whose clocks are nearest to three in the morning. */
function whereItIsNight(time: number): string {
  const zones = [
    'America/Los_Angeles',
    'America/New_York',
    'America/Sao_Paulo',
    'Europe/London',
    'Europe/Berlin',
    'Asia/Dubai',
    'Asia/Kolkata',
    'Asia/Singapore',
    'Asia/Tokyo',
    'Australia/Sydney',
    'Pacific/Auckland',
    'Pacific/Honolulu',
  ];
  const awayFromThree = (zone: string) => {
    const sinceThree = (((time + offsetAt(zone, time)) % DAY) - 3 * HOUR + DAY) % DAY;
    return Math.min(sinceThree, DAY - sinceThree);
  };
  return zones.reduce((best, zone) => (awayFromThree(zone) < awayFromThree(best) ? zone : best));
}
