import { createInterface } from 'node:readline';
import { usageError } from './failure.ts';
import { type Io, tell } from './io.ts';

/**
 * Refuses a command that would have to ask for consent where nobody can answer.
 *
 * @throws {CliError} `usage`
 */
export function requireAnswerable(io: Io, given: boolean): void {
  if (given || io.stdin.isTTY === true) return;
  throw usageError(
    'There is no terminal to ask for your consent at: give it with --yes. Nothing was changed.',
  );
}

/** Asks at the terminal; anything but yes is no. */
export function askConsent(io: Io, question: string): Promise<boolean> {
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  return new Promise((resolve) => {
    lines.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      lines.close();
    });
    lines.once('close', () => {
      resolve(false);
      tell(io, '');
    });
  });
}
