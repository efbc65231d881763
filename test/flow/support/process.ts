import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that a test started, with what it printed. */
export interface RunningProcess {
  readonly pid: number;
  /** Standard output and error so far, in order of arrival. */
  output(): string;
  /** Sends the signal and waits until the process is gone; after `patience` ms it is killed. */
  stop(signal?: NodeJS.Signals, patience?: number): Promise<void>;
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts a program whose output is kept, and who must not outlive this process. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): RunningProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = exited(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  child.on('error', (error) => {
    text += `${command}: ${error.message}\n`;
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  return {
    pid: child.pid ?? -1,
    output: () => text,
    stop: async (signal = 'SIGTERM', patience = 20_000) => {
      process.removeListener('exit', killWithUs);
      child.kill(signal);
      const kill = setTimeout(() => child.kill('SIGKILL'), patience);
      await gone;
      clearTimeout(kill);
    },
  };
}

/** Runs a program to its end. Rejects, with everything it printed, unless it exits with one of `allowed`. */
export async function run(
  command: string,
  args: readonly string[],
  options: ProcessOptions & { readonly allowed?: readonly number[] } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? -1));
  });
  if (!(options.allowed ?? [0]).includes(code)) {
    throw new Error(`${command} ${args.join(' ')} exited with ${code}\n${stdout}\n${stderr}`);
  }
  return { code, stdout, stderr };
}

/** Polls `check` until it is true; throws with `describe()` when it is not within `patience` ms. */
export async function waitUntil(
  what: string,
  check: () => boolean | Promise<boolean>,
  patience = 30_000,
  describe: () => string = () => '',
): Promise<void> {
  const end = performance.now() + patience;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`waited ${patience} ms in vain: ${what}\n${describe()}`);
    await sleep(100);
  }
}

/** A TCP port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
}
