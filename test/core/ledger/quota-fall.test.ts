import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceOfGap, fallOf, type QuotaSighting } from '../../../src/core/ledger/quota-fall.ts';
import { dailyLimitOf } from '../../../src/core/ledger/quota-limit.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';

const SKEW = 2 * MINUTE;
const NOON = Date.UTC(2026, 9, 20, 12);
const SPAN = { from: NOON, to: NOON + HOUR, skew: SKEW };
const LIMIT = 60_000;

interface Call {
  readonly time: number;
  readonly thief: boolean;
}

/** What Zoom answers to calls in the order in which it counts them, beginning anew at midnight UTC. */
function answers(calls: readonly Call[], spent = 0): (QuotaSighting & { thief: boolean })[] {
  let [day, used] = [Number.NaN, spent];
  return [...calls]
    .sort((a, b) => a.time - b.time)
    .map(({ time, thief }) => {
      const today = Math.floor(time / DAY);
      if (!Number.isNaN(day) && today !== day) used = 0;
      [day, used] = [today, used + 1];
      return { time, remaining: LIMIT - used, thief };
    });
}

const times = (from: number, to: number, most = 200): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: from, max: to - 1 }), { minLength: 2, maxLength: most });
const ours = (list: readonly number[]): Call[] => list.map((time) => ({ time, thief: false }));
const jitters = fc.infiniteStream(fc.integer({ min: -SKEW / 2, max: SKEW / 2 }));

test('calls of several programs of our own explain every fall, however late and disordered their lines are', () => {
  fc.assert(
    fc.property(times(NOON - HOUR, NOON + 2 * HOUR), times(NOON, NOON + HOUR), jitters, (a, b, jitter) => {
      const lines = answers([...ours(a), ...ours(b)], 5_000).map((line) => ({
        ...line,
        time: line.time + jitter.next().value!,
      }));
      const shuffled = lines.sort((x, y) => (x.remaining % 7) - (y.remaining % 7));
      const { counted, seen, mixed } = fallOf(shuffled, SPAN);
      expect(mixed).toBe(false);
      expect(seen).toBe(counted);
    }),
  );
});

test('a counter that answers two calls at once with one count makes no gap', () => {
  fc.assert(
    fc.property(times(NOON, NOON + HOUR), (a) => {
      const lines = answers(ours(a)).map((line) => ({
        ...line,
        remaining: line.remaining - (line.remaining % 2),
      }));
      const { counted, seen } = fallOf(lines, SPAN);
      // The last pair may be half answered.
      expect(counted - seen).toBeLessThanOrEqual(1);
    }),
  );
});

test('neither midnight nor lines that are dated to the wrong side of it make a gap', () => {
  const midnight = Date.UTC(2026, 9, 21);
  fc.assert(
    fc.property(times(midnight - HOUR, midnight + HOUR), jitters, (a, jitter) => {
      const lines = answers(ours(a), 30_000).map((line) => ({
        ...line,
        time: line.time + jitter.next().value!,
      }));
      for (const from of [midnight - HOUR, midnight]) {
        const { counted, seen, mixed } = fallOf(lines, { from, to: from + HOUR, skew: SKEW });
        expect(mixed).toBe(false);
        expect(counted - seen).toBeLessThanOrEqual(0);
      }
    }),
  );
});

test("a thief's calls between two lines of ours are counted, all of them", () => {
  fc.assert(
    fc.property(
      times(NOON + 5 * MINUTE, NOON + 55 * MINUTE),
      times(NOON + 10 * MINUTE, NOON + 50 * MINUTE),
      jitters,
      (own, stolen, jitter) => {
        const calls = [...ours([NOON + MINUTE, ...own, NOON + 59 * MINUTE]), ...stolen.map(asThief)];
        const lines = answers(calls, 100)
          .filter(({ thief }) => !thief)
          .map(({ time, remaining }) => ({ time: time + jitter.next().value! / 4, remaining }));
        const { counted, seen } = fallOf(lines, SPAN);
        expect(counted - seen).toBe(stolen.length);
      },
    ),
  );
});

const asThief = (time: number): Call => ({ time, thief: true });

test('lines of two accounts that do not say whose they are are seen to be of two counts', () => {
  const lines = Array.from({ length: 20 }, (_, i) => ({
    time: NOON + i * 3 * MINUTE,
    remaining: i % 2 === 0 ? 50_000 - i : 12_000 - i,
  }));
  expect(fallOf(lines, SPAN).mixed).toBe(true);
});

test('lost lines are not told of: a thousand hours of a busy account that loses one line in a hundred', () => {
  let state = 20_261_020;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let most = 0;
  for (let hour = 0; hour < 1_000; hour += 1) {
    const calls = Array.from({ length: 600 }, () => ({ time: NOON + random() * HOUR, thief: false }));
    const lines = answers(calls, 1_000).filter(() => random() >= 0.01);
    const { counted, seen } = fallOf(lines, SPAN);
    most = Math.max(most, evidenceOfGap(counted, seen, 0, 0.01));
  }
  expect(most).toBeGreaterThan(2);
  expect(most).toBeLessThan(20);
  expect(evidenceOfGap(640, 600, 0, 0.01)).toBeGreaterThan(20);
  // With a neighbour who usually makes so many, the same is nothing.
  expect(evidenceOfGap(640, 600, 40, 0.01)).toBeLessThan(5);
});

test.each([
  [{ type: 'Daily-limit', category: 'Heavy', limit: 60_000 }, 'Heavy 60000'],
  [{ type: 'Daily-limit', category: 'Resource-intensive', limit: 60_000 }, 'Heavy 60000'],
  [{ type: null, category: 'Light', limit: 6_000 }, 'Light 6000'],
  [{ type: 'daily-limit', category: null, limit: 30_000 }, 'Any 30000'],
  [{ type: 'QPS', category: 'Heavy', limit: 40 }, undefined],
  [{ type: 'QPS', category: 'Heavy', limit: 60_000 }, undefined],
  [{ type: null, category: 'Heavy', limit: 40 }, undefined],
  // Of one user: meetings created in a day.
  [{ type: 'Daily-limit', category: 'Light', limit: 100 }, undefined],
])('%o is the limit %s', (headers, label) => {
  expect(dailyLimitOf(headers)?.label).toBe(label);
});
