import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Null when it was ended by a signal or could not be started. */
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly output: string;
}

/**
 * PostgreSQL reads many PG… variables, and its messages follow the locale: a caller's environment must change neither
 * where it looks nor what it says.
 */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' } = process.env;
  return { PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end. Never rejects: a program that cannot be started gives `code: null` and the reason. */
export async function runProgram(command: readonly string[]): Promise<ProgramResult> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    const output: string[] = [];
    const child = spawn(file, args, { env: programEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output.join('') }));
  });
}

/** The last lines of a program's output, on one line. */
export function lastLines(output: string, count = 5): string {
  const lines = output.trim().split('\n').slice(-count);
  return lines.map((line) => line.trim()).join(' / ');
}
