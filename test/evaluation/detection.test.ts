import { describe, expect, it } from 'vitest';
import { evaluationJson, evaluationText } from '../../src/cli/evaluation-report.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import { emptyRollup } from '../../src/core/rollup.ts';
import { startOfHour } from '../../src/core/time.ts';
import { evaluateDetection } from '../../src/evaluation/detection.ts';
import { rollUpFleet, withoutOwners } from '../../src/evaluation/fleet-hours.ts';
import { judge } from '../../src/evaluation/judge.ts';
import { compare } from '../../src/evaluation/promise.ts';
import { replayFleet } from '../../src/evaluation/replay-fleet.ts';
import { textbookAlerts } from '../../src/evaluation/textbook.ts';
import { generateFleet } from '../../src/scenario/fleet.ts';

const budgets = ['1/365d', '1/30d'].map(parseBudget);
const quiet = { maxCallsPerDay: 40, budgets, set: 'tuning', onProgress: () => undefined } as const;

describe('the evaluation', () => {
  const result = evaluateDetection({ ...quiet, kind: 'plain', seeds: 1 });
  const [strict, loose] = [result.withOwners[0]!, result.withOwners[1]!];

  it('catches thefts, fewer of them with a tighter budget, at fewer false alarms', () => {
    const caught = (verdict: typeof strict): number =>
      verdict.attacks.filter(({ minutes }) => minutes !== null).length;
    expect(strict.attacks.length).toBeGreaterThan(10);
    expect(caught(strict)).toBeGreaterThan(strict.attacks.length / 2);
    expect(caught(loose)).toBeGreaterThanOrEqual(caught(strict));
    expect(loose.falseAlarms.length).toBeGreaterThanOrEqual(strict.falseAlarms.length);
  });

  it('counts the days of every credential once, whatever the budget', () => {
    expect(strict.credentialDays).toBe(loose.credentialDays);
    // A third of eight weeks of forty credentials, less what newborns lack.
    expect(strict.credentialDays).toBeLessThanOrEqual(40 * (56 / 3) + 1e-6);
    expect(strict.credentialDays).toBeGreaterThan(35 * (56 / 3));
  });

  it('shows textbook rules that ring all the time on the same events', () => {
    const perDay = result.textbook.falseAlerts / result.textbook.credentialDays;
    expect(perDay).toBeGreaterThan((20 * strict.falseAlarms.length) / strict.credentialDays);
    expect(result.textbook.attacks).toBe(strict.attacks.length);
  });

  it('tells all of it to people and to programs', () => {
    const evaluation = { set: 'tuning', detection: [result], promise: [] } as const;
    const json = JSON.parse(evaluationJson(evaluation));
    expect(json.detection[0].with_asn[0]).toMatchObject({
      budget: '1/365d',
      promised_per_credential_month: 30 / 365,
    });
    expect(evaluationText(evaluation).join('\n')).toContain('textbook rules');
  });
});

describe('a fleet', () => {
  const fleet = generateFleet({
    kind: 'plain',
    seed: 'judge',
    credentials: 15,
    days: 21,
    maxCallsPerDay: 30,
  });
  const hours = rollUpFleet(fleet);

  it('loses no call on its way into hours', () => {
    const calls = hours.credentials.flatMap((one) => one.hours).reduce((sum, { calls: own }) => sum + own, 0);
    expect(calls).toBe(hours.events);
    expect(calls).toBe([...fleet.events()].length);
  });

  it('has no owners of addresses where there is no database', () => {
    const rollup = hours.credentials.flatMap((one) => one.hours).find(({ addresses }) => addresses.size > 0)!;
    const bare = withoutOwners(rollup);
    expect([...rollup.addresses.values()].some(({ asn }) => asn !== null)).toBe(true);
    expect([...bare.addresses.values()].every(({ asn, country }) => asn === null && country === null)).toBe(
      true,
    );
    expect([...bare.addresses.keys()]).toEqual([...rollup.addresses.keys()]);
  });

  it('is judged by alerts that were raised while a theft went on', () => {
    const replayed = replayFleet(hours, { learnUntil: fleet.start, owners: true });
    const verdict = judge(replayed, budgets[1]!);
    for (const { attack, minutes, alerts } of verdict.attacks) {
      expect(alerts > 0).toBe(minutes !== null);
      if (minutes !== null)
        expect(minutes * 60_000).toBeLessThanOrEqual(attack.end - attack.strikes + 3_600_000);
    }
    const about = verdict.attacks.reduce((sum, { alerts }) => sum + alerts, 0);
    const alone = judge(replayed, budgets[1]!, { own: false });
    expect(about + verdict.falseAlarms.length + verdict.undeclared.length).toBeGreaterThan(0);
    expect(alone.attacks.length).toBe(verdict.attacks.length);
  });
});

describe('a promise', () => {
  it('is broken only when so many alarms would be a surprise', () => {
    const budget = budgets[0]!;
    const kept = compare('a fleet', budget, 3650, 14);
    expect(kept).toMatchObject({ promised: 10, realised: 14, ratio: 1.4, broken: false });
    expect(kept.interval[0]).toBeLessThan(1);
    expect(kept.interval[1]).toBeGreaterThan(1.4);
    expect(compare('a fleet', budget, 3650, 17).broken).toBe(true);
  });
});

describe('textbook rules', () => {
  it('ring for a first address, a rare hour and a high count', () => {
    const hour = (number: number, calls: number, address: string) => {
      const rollup = emptyRollup(number);
      rollup.calls = calls;
      rollup.first = 0;
      rollup.addresses.set(address, {
        calls,
        failed: 0,
        unauthorized: 0,
        refused: 0,
        bytes: 0,
        first: 0,
        last: 0,
        slots: 1,
        asn: null,
        asnName: null,
        country: null,
        operations: new Map(),
      });
      return rollup;
    };
    const usual = Array.from({ length: 30 }, (_, day) =>
      hour(480_000 + day * 24, 10 + (day % 3), '192.0.2.1'),
    );
    const last = hour(480_000 + 31 * 24 + 5, 90, '203.0.113.9');
    const learnt = startOfHour(480_000 + 10 * 24);
    expect(textbookAlerts([...usual, last], learnt).map(({ rule }) => rule)).toEqual([
      'new_address',
      'rare_hour',
      'z_score',
    ]);
    expect(textbookAlerts(usual, learnt)).toEqual([]);
  });
});
