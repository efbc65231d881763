import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIGNALS, type SignalEvidence, type SignalName } from '../../src/core/alert.ts';
import { addEvent, emptyRollup } from '../../src/core/rollup.ts';
import { EVIDENCE_FLOOR, scoreHour } from '../../src/core/score.ts';
import type { SignalCase } from '../../src/core/signals/case.ts';
import { signals } from '../../src/core/signals/registry.ts';
import type { Scene } from '../../src/core/signals/signal.ts';
import { anyEvent, NIGHT, PROFILES, STANDINGS } from './support/any-hour.ts';
import { sceneOf } from './support/story.ts';

/*
 * What an alert says of itself is enough to compute its bits again: these formulas are written from the signals'
 * READMEs, and share no code with the signals.
 */
type Inputs = SignalEvidence['inputs'];

const number = (inputs: Inputs, name: string): number => {
  const value = inputs[name];
  if (typeof value !== 'number') throw new Error(`no figure ${name} among the inputs`);
  return value;
};

const log2 = (value: number): number => Math.log(value) / Math.log(2);

/** (½ + V + L) / (½/π + N). */
function chance(inputs: Inputs, happened: string): number {
  const above = 0.5 + number(inputs, happened) + number(inputs, 'lent_hours');
  return Math.min(1, above / (0.5 / number(inputs, 'prior_rate') + number(inputs, 'observed_hours')));
}

/** (1 − w)·NB(≥ x; μ, κ) + w / (1 + (x − μ)/(4μ)), the first by adding up the mass from x on. */
function tailOfCount(x: number, inputs: Inputs): number {
  const [mean, size, w] = [number(inputs, 'mean'), number(inputs, 'size'), number(inputs, 'burst_weight')];
  const everyday = negativeBinomialTail(x, Math.max(mean, 0.5), size);
  return (1 - w) * everyday + w / (1 + (x - mean) / (4 * mean));
}

function negativeBinomialTail(x: number, mean: number, size: number): number {
  const q = mean / (mean + size);
  let mass = Math.exp(
    stirling(x + size) - stirling(size) - stirling(x + 1) + size * Math.log(1 - q) + x * Math.log(q),
  );
  let tail = 0;
  for (let k = x; mass > 1e-18 * tail && mass > 1e-300; k += 1) {
    tail += mass;
    mass *= (q * (k + size)) / (k + 1);
  }
  return tail;
}

/** ln Γ by Stirling's series, carried up to where it converges. */
function stirling(x: number): number {
  let below = 0;
  let z = x;
  for (; z < 20; z += 1) below += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - below;
}

const RECOMPUTED: Readonly<Record<SignalName, (inputs: Inputs) => number>> = {
  unfamiliar_network: (inputs) => -number(inputs, 'weight') * log2(chance(inputs, 'novel_hours')),
  unfamiliar_client: (inputs) => Math.min(6, -number(inputs, 'weight') * log2(chance(inputs, 'novel_hours'))),
  unfamiliar_operation: (inputs) => {
    const w = number(inputs, 'weight');
    const areas = Math.min(5, number(inputs, 'areas'));
    return (
      Math.min(6, -w * log2(chance(inputs, 'novel_hours'))) +
      w * (2 * (areas - 1) + number(inputs, 'impact_bits'))
    );
  },
  concurrent_networks: (inputs) =>
    number(inputs, 'weight') *
    Math.min(1, number(inputs, 'slots') / 5) *
    Math.min(5, -log2(chance(inputs, 'happened_hours'))),
  token_shared: (inputs) =>
    Math.min(inputs['other_provider'] === true ? 9 : 4, -log2(chance(inputs, 'happened_hours'))),
  odd_hour: (inputs) => -log2(number(inputs, 'probability')),
  dormant_awakes: (inputs) =>
    Math.min(10, 2 * log2(number(inputs, 'silent_hours') / number(inputs, 'usual_hours'))),
  usage_spike: (inputs) => {
    const bits = -log2(tailOfCount(number(inputs, 'calls'), inputs));
    return inputs['window'] === 'hour' ? bits : Math.min(6, bits - log2(12));
  },
  data_spike: (inputs) => Math.min(8, -log2(tailOfCount(number(inputs, 'kilobytes'), inputs))),
  failed_calls: (inputs) =>
    Math.min(7, 1.2 * log2(1 + number(inputs, 'refused'))) + (inputs['succeeded'] === true ? 3 : 0),
  revoked_use: () => 0,
  decoy_use: () => 0,
  admin_change: () => 0,
  zoom_side_only: () => 0,
  quota_gap: () => 0,
};

/** Checks every signal that speaks of a scene; returns their names. */
function check(scene: Scene): SignalName[] {
  return signals.flatMap((signal) => {
    const reading = signal.measure(scene);
    if (reading === null) return [];
    const { inputs } = signal.describe(scene, reading);
    expect(RECOMPUTED[signal.name](inputs), `${signal.name} ${JSON.stringify(inputs)}`).toBeCloseTo(
      reading.bits,
      6,
    );
    return [signal.name];
  });
}

describe('the bits of an alert', () => {
  it('can be computed again from its inputs, in every story', async () => {
    const folder = new URL('../../src/core/signals/', import.meta.url);
    const spoken = new Set<SignalName>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const { cases } = (await import(new URL(`${entry.name}/cases.ts`, folder).href)) as {
        cases: SignalCase[];
      };
      for (const story of cases) for (const name of check(sceneOf(story))) spoken.add(name);
    }
    expect([...spoken].sort()).toEqual([...SIGNALS].sort());
  });

  it('can be computed again from its inputs, in any hour', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { minLength: 1, maxLength: 150 }),
        fc.constantFrom(...Object.values(PROFILES)),
        fc.constantFrom(...STANDINGS),
        (events, profile, standing) => {
          const rollup = emptyRollup(NIGHT);
          for (const event of events) addEvent(rollup, event);
          const scene = { hour: NIGHT, rollup, profile, standing, from: 0 };
          check(scene);
          const { bits, score } = scoreHour(scene);
          if (bits < EVIDENCE_FLOOR) return;
          for (const { signal, inputs } of score!.signals) {
            expect(number(inputs, 'raw_bits'), signal).toBeCloseTo(RECOMPUTED[signal](inputs), 6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
