import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { remembered } from '../../src/http/remembered.ts';

it('is worked out once for all who ask at a time, kept for a while, shown old while it is made anew', async () => {
  let made = 0;
  const ask = remembered(async () => {
    await sleep(20);
    made += 1;
    return made;
  });
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(1);
  await sleep(1_000);
  expect(await ask()).toBe(1);
  await sleep(200);
  expect(await ask()).toBe(2);
  expect(made).toBe(2);
});

it('tells the first who ask of a failure, and tries again', async () => {
  let tries = 0;
  const ask = remembered(async () => {
    tries += 1;
    if (tries === 1) throw new Error('no database');
    return tries;
  });
  await expect(ask()).rejects.toThrow('no database');
  expect(await ask()).toBe(2);
});
