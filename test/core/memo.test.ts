import { describe, expect, test } from 'vitest';
import { memoise } from '../../src/core/memo.ts';

describe('memoise', () => {
  test('computes a value once while it is in use, however many others pass', () => {
    const computed: string[] = [];
    const length = memoise((text) => computed.push(text), 4);
    const first = length('kept');
    for (let i = 0; i < 100; i += 1) {
      length(`passing ${i}`);
      expect(length('kept')).toBe(first);
    }
    expect(computed.filter((text) => text === 'kept')).toHaveLength(1);
  });

  test('forgets what is not used', () => {
    let calls = 0;
    const count = memoise(() => (calls += 1), 4);
    count('once');
    for (let i = 0; i < 20; i += 1) count(`other ${i}`);
    const before = calls;
    count('once');
    expect(calls).toBe(before + 1);
  });

  test('remembers no long text', () => {
    let calls = 0;
    const count = memoise(() => (calls += 1), 4, 8);
    count('123456789');
    count('123456789');
    expect(calls).toBe(2);
  });
});
