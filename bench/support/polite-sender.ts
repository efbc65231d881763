import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

/** What the thread is given. */
export interface PoliteTask {
  readonly address: string;
  readonly key: string;
  readonly seconds: number;
  readonly lines: number;
  readonly everyMs: number;
}

/** What it tells at its end. */
export interface PoliteReport {
  readonly accepted: number;
  readonly turnedAway: number;
  /** From each request to its answer, milliseconds. */
  readonly answers: readonly number[];
}

/*
 * A thread of its own, so that what is measured is how long the service lets a small sender wait, and not how busy the
 * thread is that makes the flood.
 */
if (parentPort !== null) parentPort.postMessage(await sendPolitely(workerData as PoliteTask));

async function sendPolitely(task: PoliteTask): Promise<PoliteReport> {
  const pool = new Pool(task.address, { connections: 4 });
  const answers: number[] = [];
  let [accepted, turnedAway] = [0, 0];
  const until = performance.now() + task.seconds * 1_000;
  for (let n = 0; performance.now() < until; n += 1) {
    const sentAt = performance.now();
    const answer = await pool.request({
      method: 'POST',
      path: '/v1/events?format=event',
      headers: { authorization: `Bearer ${task.key}`, 'content-type': 'application/x-ndjson' },
      body: linesOf(n, task.lines),
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) {
      answers.push(performance.now() - sentAt);
      accepted += (JSON.parse(text) as { accepted: number }).accepted;
    } else turnedAway += 1;
    await sleep(Math.max(0, task.everyMs - (performance.now() - sentAt)));
  }
  await pool.close();
  return { accepted, turnedAway, answers };
}

function linesOf(request: number, count: number): string {
  const line = (n: number) => ({
    time: new Date().toISOString(),
    credential: `polite-${n}`,
    source_ip: '192.0.2.7',
    method: 'GET',
    path: '/v2/users',
    status: 200,
    id: `polite-${request}-${n}`,
  });
  return Array.from({ length: count }, (_, n) => JSON.stringify(line(n))).join('\n');
}
