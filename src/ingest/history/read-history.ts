import { HOUR, REORDER_WINDOW } from '../../core/time.ts';
import { type ReadBatch, type ReaderOptions, readEvents } from '../read-stream.ts';
import { sortByHour } from './hour-spool.ts';
import type { LogFile } from './log-file.ts';
import { mergeByTime, type OrderedBatch, type Source } from './reorder.ts';
import { type Survey, surveyFile } from './survey.ts';

/** A history that was surveyed and can now be read in order of time. */
export interface History {
  readonly surveys: readonly Survey[];
  /** Oldest and newest event of all files, epoch ms; null when none holds any. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** Every event, ascending by time, duplicates included. */
  read(onRead?: (bytes: number) => void): AsyncIterable<OrderedBatch>;
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
    read: (onSecondRead) => mergeByTime(surveys.map((survey) => sourceOf(survey, options, onSecondRead))),
  };
}

function sourceOf(
  { file, disorder }: Survey,
  options: ReaderOptions,
  onRead?: (bytes: number) => void,
): Source {
  const batches: AsyncIterable<ReadBatch> = readEvents(file.open(onRead), options);
  return disorder <= REORDER_WINDOW
    ? { batches, disorder }
    : { batches: sortByHour(batches), disorder: HOUR };
}
