import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetInWords, parseBudget } from '../../src/core/budget-text.ts';

describe('a budget', () => {
  test.each([
    ['1/365d', 1 / 365, 'at most 1 false alarm per credential in 365 days'],
    ['1/30d', 1 / 30, 'at most 1 false alarm per credential in 30 days'],
    ['2/52w', 2 / 364, 'at most 2 false alarms per credential in 52 weeks'],
    ['1/1d', 1, 'at most 1 false alarm per credential in 1 day'],
    [' 7/1w ', 1, 'at most 7 false alarms per credential in 1 week'],
  ])('%s', (text, perDay, words) => {
    const budget = parseBudget(text);
    expect(budget.perDay).toBeCloseTo(perDay, 12);
    expect(budget.text).toBe(text.trim());
    expect(budgetInWords(budget)).toBe(words);
  });

  test.each([
    '',
    '1',
    '1/365',
    '365d',
    '0/30d',
    '1/0d',
    '-1/30d',
    '1.5/30d',
    '1/30m',
    '1/30d x',
    '01/30d',
    '1e1/30d',
  ])('%j is refused with the form to use', (text) =>
    expect(() => parseBudget(text)).toThrow(/N\/Dd or N\/Dw/),
  );

  test('more than one alarm a day is refused, as an episode lasts a day', () => {
    expect(() => parseBudget('2/1d')).toThrow(/at most one false alarm per credential a day/);
    expect(() => parseBudget('8/1w')).toThrow(/at most one/);
  });

  test('a span of more than a hundred years is refused', () => {
    expect(() => parseBudget('1/36501d')).toThrow(/at most 36500 days/);
  });

  test('weeks are seven days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (weeks) => {
        expect(parseBudget(`1/${weeks}w`).perDay).toBe(parseBudget(`1/${weeks * 7}d`).perDay);
      }),
    );
  });
});
