import { describe, expect, it } from 'vitest';
import type { HourScore } from '../../src/core/alert.ts';
import { episodesOf } from '../../src/core/episode.ts';

const hourOf = (hour: number, bits: number, ...sourceIps: string[]): HourScore => ({
  hour,
  bits,
  signals: [],
  growth: [],
  rule: null,
  known: {} as HourScore['known'],
  sourceIps,
  operations: [],
  eventCount: 1,
  firstEventAt: 0,
  lastEventAt: 0,
  lateBy: 0,
});
const startsOf = (hours: HourScore[]): number[] => episodesOf(hours).map(({ start }) => start);

describe('hours of evidence', () => {
  it('belong together for 24 quiet hours, and for 72 hours in any case', () => {
    expect(startsOf([hourOf(100, 10, 'a'), hourOf(124, 10, 'a'), hourOf(149, 10, 'a')])).toEqual([100, 149]);
    const days = Array.from({ length: 10 }, (_, i) => hourOf(100 + i * 12, 10, 'a'));
    expect(startsOf(days)).toEqual([100, 172]);
  });

  it('are apart where one outshines all before it and has none of their addresses', () => {
    expect(startsOf([hourOf(100, 14, 'a'), hourOf(102, 24, 'b'), hourOf(103, 12, 'a')])).toEqual([100, 102]);
    expect(startsOf([hourOf(100, 14, 'a'), hourOf(102, 23.9, 'b')])).toEqual([100]);
    expect(startsOf([hourOf(100, 14, 'a', 'b'), hourOf(102, 40, 'b', 'c')])).toEqual([100]);
    expect(startsOf([hourOf(100, 14, 'a'), hourOf(102, 40)])).toEqual([100]);
  });
});
