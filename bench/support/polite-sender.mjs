// A thread of its own, so that what is measured is how long the service lets a small sender wait, and not how busy the
// thread is that makes the flood. Plain JavaScript: a thread is started from this very file in tests and from dist/ alike.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

parentPort?.postMessage(await sendPolitely(workerData));

/** See PoliteTask and PoliteReport in polite-task.ts. */
async function sendPolitely({ address, key, seconds, lines, everyMs }) {
  const pool = new Pool(address, { connections: 4 });
  const answers = [];
  let [accepted, turnedAway] = [0, 0];
  const until = performance.now() + seconds * 1_000;
  for (let request = 0; performance.now() < until; request += 1) {
    const sentAt = performance.now();
    const answer = await pool.request({
      method: 'POST',
      path: '/v1/events?format=event',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
      body: linesOf(request, lines),
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) {
      answers.push(performance.now() - sentAt);
      accepted += JSON.parse(text).accepted;
    } else turnedAway += 1;
    await sleep(Math.max(0, everyMs - (performance.now() - sentAt)));
  }
  await pool.close();
  return { accepted, turnedAway, answers };
}

function linesOf(request, count) {
  const line = (n) => ({
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
