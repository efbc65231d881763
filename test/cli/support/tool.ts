import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { run } from '../../../src/cli/run.ts';
import { waitUntil } from '../../support/data-dir.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'dist', 'src', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Standard error so far. */
  stderr(): string;
  /** Waits for a match on standard error. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** What it came to. */
  readonly ended: Promise<Ended>;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts the built tool with nothing of our own environment but what finds programs. */
export function startTool(
  args: readonly string[],
  env: Environment = {},
  input: string | Buffer = '',
): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  // A tool that does not read its input closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void ended.then(() => process.removeListener('exit', killWithUs));
  return {
    child,
    stderr: () => stderr,
    until: async (pattern) => {
      await waitUntil(() => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr}`);
        return pattern.test(stderr);
      }, 40_000);
      return pattern.exec(stderr) as RegExpExecArray;
    },
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs the command line in this process, as main.ts does in its own: for cases by the dozen. */
export async function runHere(
  args: readonly string[],
  env: Environment = {},
  input: string | Buffer = '',
): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(args, { env, stdin: Readable.from([Buffer.from(input)]), stdout, stderr });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** Runs the built tool in a process of its own. */
export const runTool = (
  args: readonly string[],
  env: Environment = {},
  input: string | Buffer = '',
): Promise<Ended> => startTool(args, env, input).ended;

/** Starts `serve` on any free port and waits until it listens. */
export async function startServe(env: Environment): Promise<Running & { readonly address: string }> {
  const running = startTool(['serve'], { PORT: '0', ...env });
  const [, address = ''] = await running.until(/Listening on (http:\S+)/);
  return { ...running, address };
}
