import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/settings.ts';

/** A stream that people may be looking at. */
export type Screen = Writable & { readonly isTTY?: boolean };

/** What a command may touch of the process: results go to stdout alone, progress and logs to stderr. */
export interface Io {
  readonly env: Environment;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Screen;
  readonly stderr: Screen;
}

/** Exit codes of the contract. 3 is `analyze`'s own: at least one alert of medium or more, one alarm in a count series. */
export const EXIT = { ok: 0, failed: 1, usage: 2, found: 3 } as const;

/** One line of result. */
export const say = (io: Io, line: string): void => {
  io.stdout.write(`${line}\n`);
};

/** One line for the person who waits: never part of the result. */
export const tell = (io: Io, line: string): void => {
  io.stderr.write(`${line}\n`);
};

/** Columns as wide as their widest cell, two spaces between them; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
