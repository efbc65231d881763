import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../src/core/alert.ts';
import type { SignalCase } from '../../src/core/signals/case.ts';
import { signals } from '../../src/core/signals/registry.ts';
import { sceneOf } from './support/story.ts';

const folder = new URL('../../src/core/signals/', import.meta.url);
const folders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('every signal', () => {
  it('has a folder, a name in the contract and a place in the registry', () => {
    expect(folders.map((name) => name.replaceAll('-', '_')).sort()).toEqual([...SIGNALS].sort());
    expect(signals.map(({ name }) => name).sort()).toEqual([...SIGNALS].sort());
  });
});

describe.each(folders)('%s', (name) => {
  const readme = new URL(`${name}/README.md`, folder);
  const signal = signals.find((one) => one.name === name.replaceAll('-', '_'))!;

  it('explains itself and has a runbook', () => {
    expect(existsSync(readme)).toBe(true);
    const text = readFileSync(readme, 'utf8');
    for (const part of ['**Asks**', '**Needs**', '**Known false alarms**', '## Runbook'])
      expect(text).toContain(part);
  });

  it('behaves in its cases', async () => {
    const { cases } = (await import(new URL(`${name}/cases.ts`, folder).href)) as { cases: SignalCase[] };
    const silent = cases.filter(({ expect: wanted }) => 'silent' in wanted);
    expect(silent.length).toBeGreaterThanOrEqual(3);
    expect(cases.length - silent.length).toBeGreaterThanOrEqual(2);
    for (const story of cases) {
      const scene = sceneOf(story);
      const reading = signal.measure(scene);
      const bits = reading?.bits ?? 0;
      const { expect: wanted } = story;
      expect(reading?.rule, story.name).toBe('breaks' in wanted ? wanted.breaks : undefined);
      if ('fires' in wanted) expect(bits, story.name).toBeGreaterThanOrEqual(wanted.fires);
      if ('silent' in wanted) expect(bits, story.name).toBeLessThan(wanted.silent);
      if (reading === null) continue;
      const growth = signal.growth(scene, reading);
      expect(growth.at(-1)?.[1], `${story.name}: growth ends at the bits`).toBeCloseTo(bits, 9);
      const words = signal.describe(scene, reading);
      expect(words.summary.length, story.name).toBeGreaterThan(20);
      for (const value of Object.values(words.inputs)) expect(Number.isNaN(value), story.name).toBe(false);
    }
  });
});
