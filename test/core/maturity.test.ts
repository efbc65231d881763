import { describe, expect, it } from 'vitest';
import { maturityOf } from '../../src/core/maturity.ts';
import { scoreHour } from '../../src/core/score.ts';
import { officeHabit } from '../../src/core/signals/case.ts';
import { NO_STANDING } from '../../src/core/standing.ts';
import { NIGHT } from './support/any-hour.ts';
import { learn, rollupOf } from './support/story.ts';

describe('the maturity of a credential', () => {
  it('begins at one half, is gained by the calendar, and is complete after a month', () => {
    expect(maturityOf(0)).toBe(0.5);
    expect(maturityOf(4)).toBe(0.75);
    expect(maturityOf(8)).toBe(0.875);
    expect(maturityOf(30)).toBeGreaterThan(0.99);
    expect(maturityOf(1e6)).toBe(1);
  });

  it('is what its evidence counts for, and stands beside it', () => {
    const office = learn([officeHabit], NIGHT);
    const young = { ...office, since: NIGHT - 4 * 24 };
    const rollup = rollupOf(NIGHT, [{ from: '203.0.113.66', calls: 300, minute: 12 }]);
    const { bits, score } = scoreHour({
      hour: NIGHT,
      rollup,
      profile: young,
      standing: NO_STANDING,
      from: 0,
    });
    expect(score!.known.days).toBe(4);
    const network = score!.signals.find(({ signal }) => signal === 'unfamiliar_network')!;
    expect(network.inputs['maturity']).toBe(0.75);
    expect(network.bits).toBeCloseTo(0.75 * Number(network.inputs['raw_bits']), 9);
    expect(score!.growth.at(-1)![1]).toBeCloseTo(bits, 9);
  });
});
