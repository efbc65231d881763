import type { ReaderOptions } from '../ingest/read-stream.ts';
import { parseFieldMap, ReaderOptionsError } from '../ingest/readers/field-map.ts';
import { parseTime } from '../ingest/time.ts';
import { usageError } from './failure.ts';

/** What `analyze` and `import` share on their command lines. */
export interface HistoryCommandOptions {
  readonly format: string;
  readonly learnUntil?: string;
  readonly credential?: string;
  readonly map?: readonly string[];
}

/** Epoch ms. @throws CliError (usage) */
export function parseLearnUntil(text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = parseTime(text);
  if (time === null) {
    throw usageError(`--learn-until takes a time such as 2026-10-01T00:00:00Z, not "${text}".`);
  }
  return time;
}

/** @throws CliError (usage) */
export function readerOptionsOf(
  options: HistoryCommandOptions,
  fingerprintKey: string | Uint8Array,
  rest: Pick<ReaderOptions, 'now' | 'notBefore' | 'geo' | 'source'>,
): ReaderOptions {
  try {
    return {
      ...rest,
      format: options.format,
      credential: options.credential,
      map: options.map === undefined ? undefined : parseFieldMap(options.map),
      fingerprintKey,
    };
  } catch (error) {
    if (error instanceof ReaderOptionsError) throw usageError(error.message);
    throw error;
  }
}
