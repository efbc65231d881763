import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Purpose } from '../../src/store/embedded/ownership.ts';

/** A process of its own that holds the database of a DATA_DIR (hold-database.ts). */
export interface Holder {
  /** Undefined when it was refused. */
  readonly connectionString?: string;
  /** Of the refusal. */
  readonly code?: string;
  readonly message?: string;
  /** Lets it close in order, and waits for its end. */
  close(): Promise<void>;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
}

const LOADER = new URL('./typescript-loader.mjs', import.meta.url).href;
const PROGRAM = new URL('./hold-database.ts', import.meta.url).pathname;

export async function startHolder(dataDir: string, purpose: Purpose): Promise<Holder> {
  const child = spawn(process.execPath, ['--no-warnings', '--import', LOADER, PROGRAM, dataDir, purpose], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), diedEarly(child)])) as [
    string,
  ];
  return {
    ...(JSON.parse(line) as { connectionString?: string; code?: string; message?: string }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function diedEarly(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'close');
  throw new Error(`the holder ended with ${code} before it said anything`);
}
