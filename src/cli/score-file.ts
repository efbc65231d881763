import { type FileHandle, open, stat } from 'node:fs/promises';
import type { CountJudgement } from '../core/counts/detector.ts';
import type { CountRow } from '../ingest/count-series.ts';
import { CliError, usageError } from './failure.ts';

/** The file of `--scores`: `timestamp,value,anomaly_score`, timestamp and value as the input wrote them. */
export class ScoreFile {
  readonly #file: FileHandle;
  readonly #path: string;
  #lines: string[] = [];

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Empties or makes the file. @throws CliError when it cannot be written, or is `input` itself */
  static async open(path: string, input: string): Promise<ScoreFile> {
    if (await sameFile(path, input))
      throw usageError(`--scores ${path} is the file that is read: name another one.`);
    const file = await open(path, 'w').catch((error: NodeJS.ErrnoException) => {
      throw unwritable(path, error);
    });
    const scores = new ScoreFile(file, path);
    scores.#lines.push('timestamp,value,anomaly_score\n');
    return scores;
  }

  add({ timestamp, text }: CountRow, { score }: CountJudgement): void {
    this.#lines.push(`${timestamp},${text},${score}\n`);
  }

  /** Writes what was added since. */
  async flush(): Promise<void> {
    const text = this.#lines.join('');
    this.#lines = [];
    await this.#file.appendFile(text).catch((error: NodeJS.ErrnoException) => {
      throw unwritable(this.#path, error);
    });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => null)));
  return first != null && second != null && first.dev === second.dev && first.ino === second.ino;
}

const unwritable = (path: string, error: NodeJS.ErrnoException): CliError =>
  new CliError('unwritable_file', `${path} cannot be written (${error.code}). Scores are incomplete.`, {
    cause: error,
  });
