import type { Rejection } from '../../core/event.ts';
import type { Line } from '../lines.ts';
import { LineIntake, newBatch, type ReadBatch, type ReaderOptions, splitStream } from '../read-stream.ts';
import type { LogFile } from './log-file.ts';
import { PlainLine } from './plain-line.ts';

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
  const tally = new Tally();
  const intake = new LineIntake(options);
  const plain = new PlainLine(options);
  for await (const lines of await splitStream(file.open(onRead), options)) {
    for (const line of lines) {
      if (intake.isPlain && plain.read(line)) tally.add(plain.time);
      else tally.addBatch(readOne(intake, line));
    }
  }
  return { file, ...tally.result() };
}

function readOne(intake: LineIntake, line: Line): ReadBatch {
  const batch = newBatch();
  intake.read(line, batch);
  return batch;
}

class Tally {
  #events = 0;
  #rejected = 0;
  readonly #samples: Rejection[] = [];
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;
  #disorder = 0;

  add(time: number): void {
    this.#events += 1;
    if (time < this.#oldest) this.#oldest = time;
    if (time > this.#newest) this.#newest = time;
    else if (this.#newest - time > this.#disorder) this.#disorder = this.#newest - time;
  }

  addBatch({ events, rejections }: ReadBatch): void {
    for (const { event } of events) this.add(event.time);
    this.#rejected += rejections.length;
    this.#samples.push(...rejections.slice(0, MAX_SAMPLES - this.#samples.length));
  }

  result(): Omit<Survey, 'file'> {
    const none = this.#events === 0;
    return {
      events: this.#events,
      rejected: this.#rejected,
      samples: this.#samples,
      oldest: none ? null : this.#oldest,
      newest: none ? null : this.#newest,
      disorder: this.#disorder,
    };
  }
}
