import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateFleet } from '../../src/scenario/fleet.ts';
import type { Sizes } from '../sizes.ts';
import { TOOL } from '../support/checkout.ts';
import { tell } from '../support/progress.ts';
import type { Server } from '../support/server.ts';
import { round } from '../support/stats.ts';

export interface AnalyzeRun {
  /** Lines of the file by the whole time of the process, its start and both passes over the file included. */
  readonly events_per_s: number;
  readonly peak_rss_mb: number;
  readonly events: number;
  readonly credentials: number;
  readonly alerts: number;
  readonly file_mb: number;
  readonly seconds: number;
  /** Whether the process was kept to one processor. */
  readonly one_core: boolean;
}

const DAYS = 28;

/** `analyze` on one file of a fleet whose few busy credentials make most of the calls. */
export async function measureAnalyze(
  server: Server,
  { events, credentials }: Sizes['analyze'],
): Promise<AnalyzeRun> {
  const file = join(server.folder, 'analyze.ndjson');
  tell(`analyze: writing ${events.toLocaleString('en')} events of ${credentials} credentials`);
  const written = await writeFleet(file, events, credentials);
  const { seconds, rss, output } = await runAnalyze(server, file);
  const {
    events: counts,
    credentials: found,
    alerts,
  } = JSON.parse(output) as {
    events: { accepted: number };
    credentials: number;
    alerts: unknown[];
  };
  if (counts.accepted !== written.lines)
    throw new Error(`of ${written.lines} lines ${counts.accepted} were accepted`);
  tell(`analyze: ${Math.round(written.lines / seconds)} events/s`);
  return {
    events_per_s: round(written.lines / seconds),
    peak_rss_mb: round(rss / 1e6, 1),
    events: written.lines,
    credentials: found,
    alerts: alerts.length,
    file_mb: round(written.bytes / 1e6, 1),
    seconds: round(seconds, 2),
    one_core: PINNED.length > 0,
  };
}

async function writeFleet(
  file: string,
  events: number,
  credentials: number,
): Promise<{ lines: number; bytes: number }> {
  const fleet = generateFleet({
    seed: 'bench',
    kind: 'plain',
    credentials,
    days: DAYS,
    // About twice as many calls as are wanted are planned, since a credential sleeps at times.
    maxCallsPerDay: Math.max(4, (2 * events) / credentials / DAYS),
  });
  let [lines, bytes] = [0, 0];
  const texts = function* (): Generator<string, void, undefined> {
    for (const { event } of fleet.events()) {
      if (lines === events) return;
      const text = `${JSON.stringify(event)}\n`;
      lines += 1;
      bytes += text.length;
      yield text;
    }
  };
  await pipeline(Readable.from(texts(), { objectMode: true, highWaterMark: 1_000 }), createWriteStream(file));
  return { lines, bytes };
}

/** Keeps a program to the first processor, where there is a way to. */
const PINNED = existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '0'] : [];
/** Node knows its own peak best; it writes it to the fourth descriptor as it ends. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs';
   process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS * 1024)));`,
)}`;

async function runAnalyze(
  server: Server,
  file: string,
): Promise<{ seconds: number; rss: number; output: string }> {
  const [program, ...args] = [
    ...PINNED,
    process.execPath,
    '--import',
    TELL_PEAK,
    TOOL,
    'analyze',
    '--json',
    file,
  ];
  const began = performance.now();
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  server.adopt(child);
  let [output, peak] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
    peak += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 && code !== 3) throw new Error(`analyze ended with ${code}`);
  return { seconds: (performance.now() - began) / 1_000, rss: Number(peak), output };
}
