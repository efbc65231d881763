import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ByteStream } from '../bytes.ts';
import { gunzipIfNeeded } from '../gunzip.ts';

const READ_SIZE = 1024 * 1024;

/** A file that cannot be read at all: missing, a folder, no permission. */
class LogFileError extends Error {
  override readonly name = 'LogFileError';
  readonly code = 'unreadable_file';
}

/** A file of logs, as often as it has to be read. */
export interface LogFile {
  readonly name: string;
  /** Bytes on disk, for progress. */
  readonly size: number;
  /** The bytes from the beginning, decompressed; `onRead` is told how many bytes of the file were taken. */
  open(onRead?: (bytes: number) => void): ByteStream;
}

/** @throws LogFileError */
export async function openLogFile(path: string): Promise<LogFile> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new LogFileError(`${path} cannot be read (${error.code}). Nothing was done with it.`, {
      cause: error,
    });
  });
  if (found.isDirectory()) {
    throw new LogFileError(`${path} is a folder: name the files in it, such as ${path}/*.log.gz`);
  }
  return {
    name: path,
    size: found.size,
    open: (onRead) => gunzipIfNeeded(counted(path, onRead)),
  };
}

async function* counted(
  path: string,
  onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: READ_SIZE })) {
      onRead?.((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new LogFileError(`${path} cannot be read to its end (${code}).`, { cause: error });
  }
}
