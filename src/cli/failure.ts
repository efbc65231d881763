import { CommanderError } from 'commander';
import { SettingsError } from '../config/settings-error.ts';
import { EXIT, type Io, tell } from './io.ts';

/** What a command ends with when it cannot do its work: the message says what failed, what was kept, what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.code = code;
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** The command line itself is wrong. */
export const usageError = (message: string): CliError =>
  new CliError('usage', message, { exitCode: EXIT.usage });

/** Tells the person what went wrong, one line a problem, and gives the exit code. The stack is for LOG_LEVEL=debug. */
export function reportFailure(error: unknown, io: Io): number {
  // Commander has written its own message (or the help that was asked for).
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  for (const line of describe(error)) tell(io, `zoom-monitor: ${line}`);
  const level = io.env['LOG_LEVEL']?.trim();
  if (level === 'debug' || level === 'trace') {
    tell(io, error instanceof Error ? String(error.stack) : `${error}`);
  }
  if (error instanceof SettingsError) return EXIT.usage;
  return error instanceof CliError ? error.exitCode : EXIT.failed;
}

function describe(error: unknown): string[] {
  if (error instanceof SettingsError)
    return error.problems.map(({ message }) => `${message} (${error.code})`);
  return [`${oneLine(messageOf(error))} (${codeOf(error)})`];
}

/** Node's error for "every address refused" has no message of its own, only its parts have. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((part) => messageOf(part)).join('; ');
  }
  return error instanceof Error ? error.message || error.name : String(error);
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code !== '' ? code : 'unexpected';
}

export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim();
