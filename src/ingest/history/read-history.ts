import type { AccessEvent } from '../../core/event.ts';
import { HOUR, REORDER_WINDOW } from '../../core/time.ts';
import type { ByteStream } from '../bytes.ts';
import { type ReadBatch, type ReaderOptions, readEvents } from '../read-stream.ts';
import { sortByHour } from './hour-spool.ts';
import type { LogFile } from './log-file.ts';
import { readUses } from './read-uses.ts';
import { mergeByTime, type OrderedBatch, type Source } from './reorder.ts';
import { type Survey, surveyFile } from './survey.ts';
import type { HistoryUse } from './use-reader.ts';

/** A history that was surveyed and can now be read in order of time. */
export interface History {
  readonly surveys: readonly Survey[];
  /** Oldest and newest event of all files, epoch ms; null when none holds any. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** Every event, ascending by time, duplicates included. */
  read(onRead?: (bytes: number) => void): AsyncIterable<OrderedBatch>;
  /** The same, of each event only what an analysis takes. */
  readUses(onRead?: (bytes: number) => void): AsyncIterable<OrderedBatch<HistoryUse>>;
}

/**
 * Surveys files (a first reading, for times only), so that they can be merged by time in bounded memory however they
 * overlap. A file further out of order than the reorder window is sorted on disk on the way.
 */
export async function openHistory(
  files: readonly LogFile[],
  options: ReaderOptions,
  onRead?: (bytes: number) => void,
): Promise<History> {
  const surveys: Survey[] = [];
  for (const file of files) surveys.push(await surveyFile(file, options, onRead));
  const times = surveys.flatMap(({ oldest, newest }) =>
    oldest === null || newest === null ? [] : [oldest, newest],
  );
  return {
    surveys,
    oldest: times.length === 0 ? null : Math.min(...times),
    newest: times.length === 0 ? null : Math.max(...times),
    read: (onSecondRead) =>
      mergeByTime(surveys.map((survey) => sourceOf(survey, options, readEvents, onSecondRead))),
    readUses: (onSecondRead) =>
      mergeByTime(surveys.map((survey) => sourceOf(survey, options, readUses, onSecondRead))),
  };
}

/** What is sorted on disk has been redacted before: there, events are always read in full. */
function sourceOf<E>(
  { file, disorder }: Survey,
  options: ReaderOptions,
  readFile: (bytes: ByteStream, options: ReaderOptions) => AsyncIterable<ReadBatch<E | AccessEvent>>,
  onRead?: (bytes: number) => void,
): Source<E | AccessEvent> {
  return disorder <= REORDER_WINDOW
    ? { batches: readFile(file.open(onRead), options), disorder }
    : { batches: sortByHour(readEvents(file.open(onRead), options)), disorder: HOUR };
}
