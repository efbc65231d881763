import { describe, expect, it } from 'vitest';
import { OverloadedError } from '../../src/monitor/errors.ts';
import { GroupCommit } from '../../src/monitor/group-commit.ts';

/** A queue whose commits end when the test says so. */
function stepwise(maxBatch: number, maxWaiting: number) {
  const commits: { items: readonly string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const queue = new GroupCommit<string, string>(
    (items) =>
      new Promise((resolve, reject) => {
        commits.push({ items, end: () => resolve(items.map((item) => `${item}!`)), fail: reject });
      }),
    { maxBatch, maxWaiting },
  );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { queue, commits, turn };
}

const items = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

describe('group commit', () => {
  it('takes whatever came while a commit ran into the next, and answers each caller with its own', async () => {
    const { queue, commits, turn } = stepwise(100, 1_000);
    const first = queue.submit(['a'], 'x');
    await turn();
    const [second, third] = [queue.submit(['b', 'c'], 'x'), queue.submit(['d'], 'x')];
    commits[0]!.end();
    expect(await first).toEqual(['a!']);
    await turn();
    expect(commits[1]!.items).toEqual(['b', 'c', 'd']);
    commits[1]!.end();
    expect(await second).toEqual(['b!', 'c!']);
    expect(await third).toEqual(['d!']);
  });

  it('serves senders in turn, and keeps the order of each', async () => {
    const { queue, commits, turn } = stepwise(4, 1_000);
    const jobs = [queue.submit(['first'], 'busy')];
    await turn();
    for (let i = 0; i < 6; i += 1) jobs.push(queue.submit([`busy${i}`], 'busy'));
    jobs.push(queue.submit(['quiet0'], 'quiet'), queue.submit(['quiet1'], 'quiet'));
    for (let i = 0; i < 3; i += 1) {
      commits[i]!.end();
      await turn();
    }
    expect(commits[1]!.items).toEqual(['busy0', 'quiet0', 'busy1', 'quiet1']);
    expect(commits[2]!.items).toEqual(['busy2', 'busy3', 'busy4', 'busy5']);
    await Promise.all(jobs);
  });

  it('turns away a sender that has its share waiting, and takes another', async () => {
    const { queue, commits, turn } = stepwise(10, 40);
    const jobs = [queue.submit(items('a', 5), 'busy')];
    await turn();
    for (let i = 0; i < 4; i += 1) jobs.push(queue.submit(items('b', 5), 'busy'));
    await expect(queue.submit(items('c', 5), 'busy')).rejects.toBeInstanceOf(OverloadedError);
    jobs.push(queue.submit(items('d', 10), 'quiet'));
    await expect(queue.submit(items('e', 10), 'quiet')).rejects.toBeInstanceOf(OverloadedError);
    for (let i = 0; commits.length > i; i += 1) {
      commits[i]!.end();
      await turn();
    }
    await Promise.all(jobs);
    expect(queue.waiting).toBe(0);
  });

  it('takes a job of any size when nobody waits, and the next after a failure', async () => {
    const { queue, commits, turn } = stepwise(10, 40);
    const large = queue.submit(items('a', 100), 'x');
    await turn();
    expect(commits[0]!.items).toHaveLength(100);
    commits[0]!.fail(new Error('the database is away'));
    await expect(large).rejects.toThrow('the database is away');
    const next = queue.submit(['b'], 'x');
    await turn();
    commits[1]!.end();
    expect(await next).toEqual(['b!']);
    await queue.idle();
  });
});
