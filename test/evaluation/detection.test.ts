import { describe, expect, it } from 'vitest';
import { evaluationJson } from '../../src/cli/evaluation-figures.ts';
import { evaluationText } from '../../src/cli/evaluation-report.ts';
import { parseBudget } from '../../src/core/budget-text.ts';
import { emptyRollup } from '../../src/core/rollup.ts';
import { DAY, startOfHour } from '../../src/core/time.ts';
import { detectFleet, poolDetections } from '../../src/evaluation/detection.ts';
import { rollUpFleet, withoutOwners, withThefts } from '../../src/evaluation/fleet-hours.ts';
import { judge } from '../../src/evaluation/judge.ts';
import { compare, comparePromise, countAlarms } from '../../src/evaluation/promise.ts';
import { replayFleet } from '../../src/evaluation/replay-fleet.ts';
import { textbookAlerts } from '../../src/evaluation/textbook.ts';
import { generateFleet } from '../../src/scenario/fleet.ts';

const budgets = ['1/365d', '1/30d'].map(parseBudget);
const TINY = { kind: 'plain', credentials: 15, days: 21, maxCallsPerDay: 30 } as const;

describe('the evaluation', () => {
  const fleet = { kind: 'plain', seed: 'tuning-1', maxCallsPerDay: 40 } as const;
  const result = detectFleet({ part: 'detection', fleet, budgets }, () => undefined);
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

  it('judges the same late thefts after a history with thefts and after one without', () => {
    // A quarter of forty credentials.
    expect(result.history.victims).toBe(10);
    const { stolenBefore, pairs } = result.history;
    expect(new Set(stolenBefore)).toEqual(new Set([false, true]));
    for (const { after, without } of pairs) {
      const ids = (verdicts: typeof after.own): string[] => verdicts.map(({ attack }) => attack.id);
      expect(ids(without.own).toSorted()).toEqual(ids(strict.attacks).toSorted());
      for (const judged of [after.own, after.reference, without.reference])
        expect(ids(judged)).toEqual(ids(without.own));
      // Where no thief was before, profiles are the same and so are the scores: only thresholds may differ.
      const bits = ({ own }: typeof after): number[] =>
        own.filter((_, index) => !stolenBefore[index]).map((verdict) => verdict.bits);
      expect(bits(after)).toEqual(bits(without));
      expect(after.own).not.toEqual(without.own);
      // Calibration saw the thefts before the first of the late ones, and plain ones did not move it.
      expect(after.days[0]!.peaks).not.toBe(without.days[0]!.peaks);
      expect(after.days[0]!.peaks).toBeLessThan(1.1 * without.days[0]!.peaks);
      expect(after.days).toHaveLength(without.days.length);
    }
  });

  it('is the sum of its fleets', () => {
    const two = poolDetections([result, result]);
    expect(two).toMatchObject({ fleets: 2, events: 2 * result.events });
    expect(two.withOwners[1]!.falseAlarms).toHaveLength(2 * loose.falseAlarms.length);
    expect(two.textbook.falseAlerts).toBe(2 * result.textbook.falseAlerts);
    expect(two.history.victims).toBe(20);
    expect(two.history.pairs[0]!.after.own).toHaveLength(2 * strict.attacks.length);
  });

  it('tells all of it to people and to programs', () => {
    const evaluation = { set: 'tuning', detection: [result], promise: [] } as const;
    const json = JSON.parse(evaluationJson(evaluation));
    expect(json.detection[0].with_asn[0]).toMatchObject({
      budget: '1/365d',
      promised_per_credential_month: 30 / 365,
    });
    const { thefts_in_history: history } = json.detection[0];
    expect(history.budgets.map(({ budget }: { budget: string }) => budget)).toEqual(['1/365d', '1/30d']);
    const of = ({ caught, of: all }: { caught: number; of: number }): string => `${caught}/${all}`;
    const { with: after, without } = history.budgets[0];
    const text = evaluationText(evaluation).join('\n');
    expect(text).toContain('textbook rules');
    expect(text).toContain(
      `Thefts in the history of 10 credentials: caught ${of(after.plain)} plain and ${of(after.mimicry)} mimicry, without them ${of(without.plain)} and ${of(without.mimicry)}`,
    );
  });
});

describe('a fleet', () => {
  const fleet = generateFleet({ ...TINY, seed: 'judge' });
  const hours = rollUpFleet(fleet);

  it('loses no call on its way into hours', () => {
    const calls = hours.credentials.flatMap((one) => one.hours).reduce((sum, { calls: own }) => sum + own, 0);
    expect(calls).toBe(hours.events);
    expect(calls).toBe([...fleet.events()].length);
  });

  it('has the same hours whether further thefts were in its log or are added to its hours', () => {
    const from = fleet.start + 7 * DAY;
    const thefts = fleet.furtherThefts({ count: 5, from, end: from + 6 * DAY });
    expect(thefts.length).toBeGreaterThan(2);
    const lines = [...fleet.events(), ...thefts.flatMap(({ events }) => events)];
    lines.sort((a, b) => a.event.time - b.event.time);
    const log = rollUpFleet({
      ...fleet,
      attacks: [...fleet.attacks, ...thefts.map(({ attack }) => attack)],
      *events() {
        yield* lines;
      },
    });
    const before = rollUpFleet(fleet);
    const added = withThefts(before, thefts);
    expect(added).toEqual(log);
    expect(added.events).toBeGreaterThan(before.events);
    expect(before).toEqual(hours);
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

describe('a late beginning', () => {
  it('leaves out thefts and alerts before it, and their days', () => {
    const fleet = generateFleet({ ...TINY, seed: 'late', attacksFromDay: 8 });
    const replayed = replayFleet(rollUpFleet(fleet), { learnUntil: fleet.start, owners: true });
    const from = fleet.start + 14 * DAY;
    const [all, late] = [judge(replayed, budgets[1]!), judge(replayed, budgets[1]!, { from })];
    expect(late.attacks).toEqual(all.attacks.filter(({ attack }) => attack.strikes >= from));
    expect(late.attacks.length).toBeLessThan(all.attacks.length);
    expect(late.attacks.some(({ minutes }) => minutes !== null)).toBe(true);
    expect(late.falseAlarms.every(({ finding }) => finding.raisedAt >= from)).toBe(true);
    expect(late.credentialDays).toBeLessThan(all.credentialDays / 2);
  });
});

describe('a promise', () => {
  it('counts the alarms of fleets apart and together', () => {
    const count = (seed: string, what: 'restless fleets' | 'a year') =>
      countAlarms({ part: 'promise', what, budgets, fleet: { ...TINY, kind: 'restless', seed } }, () => {});
    const one = count('calm-1', 'restless fleets');
    const two = count('calm-2', 'restless fleets');
    const [together, newborns] = comparePromise([one, two]);
    const alarms = [one, two].flatMap((fleet) => fleet.alarms[0]!.quarters);
    expect(together).toMatchObject({
      what: 'restless fleets',
      budget: '1/365d',
      realised: alarms.reduce((sum, quarter) => sum + quarter),
      credentialDays: one.credentialDays + two.credentialDays,
    });
    expect(newborns!.credentialDays).toBe(one.newbornDays + two.newbornDays);
    const year = comparePromise([count('calm-1', 'a year')]);
    expect(year.map(({ what }) => what).slice(0, 4)).toEqual(
      [1, 2, 3, 4].map((quarter) => `a year, quarter ${quarter}`),
    );
    expect(year.map(({ realised }) => realised)).toEqual(one.alarms.flatMap(({ quarters }) => quarters));
  });

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
