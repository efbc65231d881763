import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from './failure.ts';
import { type Io, tell } from './io.ts';

/** Longer than any token: Zoom's are below 2 KB. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a secret from stdin, never from the command line, where other users of the machine would see it. At a
 * terminal one line is asked for and what is typed is not shown.
 */
export async function readSecret(io: Io, prompt: string): Promise<string> {
  const secret = io.stdin.isTTY === true ? await askHidden(io, prompt) : await readAll(io);
  const trimmed = secret.trim();
  if (trimmed === '') throw new CliError('nothing_to_read', 'Nothing came on stdin.');
  return trimmed;
}

async function readAll(io: Io): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of io.stdin) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > MAX_BYTES) {
      throw new CliError(
        'input_too_long',
        `No token is longer than ${MAX_BYTES / 1024} KB. Nothing was kept.`,
      );
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function askHidden(io: Io, prompt: string): Promise<string> {
  io.stderr.write(prompt);
  // Readline puts the terminal in raw mode and would echo to its output, so that goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: io.stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => {
      reject(new CliError('interrupted', 'Interrupted.', { exitCode: 130 }));
      lines.close();
    });
    lines.once('close', () => {
      tell(io, '');
      resolve('');
    });
  });
}
