import { describe, expect, test } from 'vitest';
import { SILENCE_HISTORY, SILENT_BELOW, silenceOf } from '../../src/core/silence.ts';
import { seeded } from '../monitor/support/traffic.ts';

const WEEK = 168;
const NOW = 480_000;

/** Hours heard up to `last`, of so many weeks, where the hour of the week says so. */
const heard = (weeks: number, last: number, isActive: (hourOfWeek: number) => boolean): number[] =>
  Array.from({ length: weeks * WEEK }, (_, i) => last - i).filter((hour) => isActive(hour % WEEK));
const always = (): boolean => true;
/** Ten hours a day, five days a week. */
const office = (hour: number): boolean => hour % 24 >= 8 && hour % 24 < 18 && Math.floor(hour / 24) < 5;
const isSilent = (hours: readonly number[], now: number, from = 0): boolean => {
  const silence = silenceOf(hours, now, from);
  return silence !== null && silence.chance < SILENT_BELOW;
};

test('a source that always sends is missed after four hours', () => {
  const hours = heard(9, NOW - 1, always);
  expect(isSilent(hours, NOW + 3)).toBe(false);
  expect(isSilent(hours, NOW + 4)).toBe(true);
  expect(silenceOf(hours, NOW + 4, 0)?.hours).toBe(4);
});

test('an office is not missed at night nor on Sunday, and is on Monday before noon', () => {
  const friday = NOW - (NOW % WEEK) + 4 * 24 + 17;
  const hours = heard(9, friday, office);
  expect(isSilent(hours, friday + 3 * 24 - 9)).toBe(false);
  expect(isSilent(hours, friday + 3 * 24 - 9 + 5)).toBe(true);
});

test('what is shipped once a night is missed when it does not come, and only over several nights', () => {
  const nightly = heard(9, NOW - (NOW % 24) + 2, (hour) => hour % 24 === 2);
  const last = Math.max(...nightly);
  expect(isSilent(nightly, last + 24)).toBe(false);
  expect(isSilent(nightly, last + 5 * 24 + 1)).toBe(true);
});

test('less than two weeks say nothing, and neither do hours in which nobody listened', () => {
  expect(silenceOf(heard(2, NOW, always).slice(1), NOW + 100, 0)).toBeNull();
  const hours = heard(9, NOW - 1, always);
  expect(isSilent(hours, NOW + 103, NOW + 100)).toBe(false);
  expect(isSilent(hours, NOW + 104, NOW + 100)).toBe(true);
});

test('a source that was silent for weeks is still silent', () => {
  expect(isSilent(heard(5, NOW - 1, always), NOW + 4 * WEEK)).toBe(true);
});

describe('sources that send by chance, at every rate', () => {
  test.each([0.05, 0.2, 0.5, 1, 3, 10])('%s events an hour: at most about one notice a year', (rate) => {
    const random = seeded(rate * 100);
    const years = 4;
    const active = Array.from({ length: years * 52 * WEEK }, () => random() < 1 - Math.exp(-rate));
    const window: number[] = [];
    let [notices, silent] = [0, false];
    active.forEach((is, hour) => {
      if (is) window.push(hour);
      while (window.length > 0 && window[0]! < hour - SILENCE_HISTORY) window.shift();
      const now = window.length > 0 && isSilent(window, hour + 1);
      if (now && !silent) notices += 1;
      silent = now;
    });
    expect(notices / years).toBeLessThanOrEqual(1.5);
  });
});
