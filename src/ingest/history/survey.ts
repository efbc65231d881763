import type { Rejection } from '../../core/event.ts';
import { type ReaderOptions, readEvents } from '../read-stream.ts';
import type { LogFile } from './log-file.ts';

const MAX_SAMPLES = 10;

/** What a first reading tells of a file: when its events happened, and how far from in order they stand. */
export interface Survey {
  readonly file: LogFile;
  readonly events: number;
  readonly rejected: number;
  /** The first lines that could not be read, to show. */
  readonly samples: readonly Rejection[];
  /** Oldest and newest event, epoch ms; null when there is none. */
  readonly oldest: number | null;
  readonly newest: number | null;
  /** The most that an event stands behind a newer one, ms. */
  readonly disorder: number;
}

/** Reads a file once for its times. Nothing of it is kept. */
export async function surveyFile(
  file: LogFile,
  options: ReaderOptions,
  onRead?: (bytes: number) => void,
): Promise<Survey> {
  let events = 0;
  let rejected = 0;
  const samples: Rejection[] = [];
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  let disorder = 0;
  for await (const batch of readEvents(file.open(onRead), options)) {
    events += batch.events.length;
    rejected += batch.rejections.length;
    samples.push(...batch.rejections.slice(0, MAX_SAMPLES - samples.length));
    for (const { event } of batch.events) {
      oldest = Math.min(oldest, event.time);
      newest = Math.max(newest, event.time);
      disorder = Math.max(disorder, newest - event.time);
    }
  }
  return {
    file,
    events,
    rejected,
    samples,
    oldest: events === 0 ? null : oldest,
    newest: events === 0 ? null : newest,
    disorder,
  };
}
