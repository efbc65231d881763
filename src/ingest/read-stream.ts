import type { AccessEvent, Rejection } from '../core/event.ts';
import type { GeoAnswer } from '../enrich/geo.ts';
import { isJsonArray, splitArray } from './array-elements.ts';
import { type ByteStream, peek } from './bytes.ts';
import { isEnvelope } from './envelope.ts';
import { LineProblem } from './fields.ts';
import { normaliseIdentifier } from './identity.ts';
import { type Line, splitLines } from './lines.ts';
import { type NormaliserOptions, normalise } from './normalise.ts';
import { OrdinalCounter } from './ordinals.ts';
import { type FieldMap, ReaderOptionsError } from './readers/field-map.ts';
import type { LineReader } from './readers/reader.ts';
import { beginsTable, isJsonFormat, openReader } from './readers/registry.ts';
import { BYTE_PROBLEMS, rejectionOf } from './rejection.ts';
import { joinRows } from './table-rows.ts';
import { looksLikeToken } from './token.ts';

export interface ReaderOptions {
  /** One of the contract's formats: `auto`, `event`, … */
  readonly format: string;
  /** Constant for lines that name no credential themselves. */
  readonly credential?: string | undefined;
  /** Field of the event ← name in the log (`parseFieldMap`). */
  readonly map?: FieldMap | undefined;
  /** Name of the source of events that do not say it. */
  readonly source?: string | undefined;
  /** The installation's secret for fingerprints of tokens. */
  readonly fingerprintKey: string | Uint8Array;
  /** The receiver's clock, epoch milliseconds. */
  readonly now: number;
  /** Events before are `too_old`, epoch milliseconds. */
  readonly notBefore?: number | undefined;
  /** Who owns an address (enrich/geo.ts). */
  readonly geo?: ((address: string) => GeoAnswer) | undefined;
  /** Lines that are given out together. */
  readonly batch?: number | undefined;
}

export interface ReadBatch<E = AccessEvent> {
  readonly events: { readonly line: number; readonly event: E }[];
  readonly rejections: Rejection[];
}

/** Lines per batch, accepted or not, unless said otherwise: what the writer takes best at once. */
const BATCH = 5_000;

/**
 * Reads events from the bytes of a file or a request body: lines, or a JSON array, in the format asked for. Every line
 * that is not blank becomes an event or a rejection; the memory used does not depend on the length of the stream.
 * When the bytes themselves fail (a truncated gzip, say), what was complete is given first, then the error is thrown.
 *
 * @throws ReaderOptionsError before anything is read, when the options make no sense
 */
export const readEvents = (bytes: ByteStream, options: ReaderOptions): AsyncGenerator<ReadBatch, void> =>
  readLines(bytes, options, () => new LineIntake(options));

/** What events can be added to, also those of which less is asked. */
interface Sink<E> {
  readonly events: Pick<ReadBatch<E>['events'], 'push'>;
  readonly rejections: Rejection[];
}

/** What makes events of lines. */
export interface Intake<E> {
  /** Adds what the line is, an event or a rejection, to the batch. */
  read(line: Line, batch: ReadBatch<E>): void;
}

/** As `readEvents`, with an intake of the caller's. */
export async function* readLines<E>(
  bytes: ByteStream,
  options: ReaderOptions,
  open: () => Intake<E>,
): AsyncGenerator<ReadBatch<E>, void> {
  const intake = open();
  const full = options.batch ?? BATCH;
  let batch = newBatch<E>();
  try {
    for await (const lines of await splitStream(bytes, options)) {
      for (const line of lines) {
        intake.read(line, batch);
        if (sizeOf(batch) < full) continue;
        yield batch;
        batch = newBatch<E>();
      }
    }
  } catch (error) {
    if (sizeOf(batch) > 0) yield batch;
    throw error;
  }
  if (sizeOf(batch) > 0) yield batch;
}

export const newBatch = <E = AccessEvent>(): ReadBatch<E> => ({ events: [], rejections: [] });
const sizeOf = (batch: ReadBatch<unknown>): number => batch.events.length + batch.rejections.length;

/** Bytes enough to see whether an array, a page of one, or a table begins. */
const GLANCE = 4096;

/** The lines of a stream, the elements when it is a JSON array or has one in an envelope, or the rows of a table. */
export async function splitStream(
  bytes: ByteStream,
  { format, map }: Pick<ReaderOptions, 'format' | 'map'>,
): Promise<AsyncIterable<Line[]>> {
  if (!isJsonFormat(format)) return splitLines(bytes);
  const peeked = await peek(bytes, GLANCE);
  const head = peeked.head.toString('utf8', 0, GLANCE).replace(/^\ufeff/, '');
  if (isJsonArray(head)) return splitArray(peeked.bytes);
  if (isEnvelope(head)) return splitArray(peeked.bytes, true);
  const lines = splitLines(peeked.bytes);
  return beginsTable(format, map, head.trimStart().split(/\r?\n/, 1)[0] ?? '') ? joinRows(lines) : lines;
}

/** Makes events of the lines of one stream. */
export class LineIntake implements Intake<AccessEvent> {
  readonly #reader: LineReader;
  readonly #ordinals = new OrdinalCounter();
  readonly #settings: NormaliserOptions;
  #isPlain = false;

  /** @throws ReaderOptionsError when the options make no sense */
  constructor(options: ReaderOptions) {
    this.#reader = openReader(options.format, options.map);
    this.#settings = {
      credential: constantCredential(options.credential),
      source: options.source,
      fingerprintKey: options.fingerprintKey,
      now: options.now,
      notBefore: options.notBefore,
      geo: options.geo,
    };
  }

  /** Whether the last line was an event in the contract's own words. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  read(line: Line, batch: Sink<AccessEvent>): void {
    const event = this.#build(line);
    if (event === null) return;
    if (event instanceof LineProblem) batch.rejections.push(rejectionOf(line, event.code, event.message));
    else batch.events.push({ line: line.number, event });
  }

  /** The id of the plain event that a text is known to be. */
  eventIdOf(text: string): string {
    const record = this.#reader(text);
    const event =
      record === null || record instanceof LineProblem
        ? record
        : normalise(record, false, this.#ordinals, this.#settings);
    if (event === null || event instanceof LineProblem)
      throw event ?? new Error('a plain event was no event');
    return event.eventId;
  }

  /** Null when the line is none by itself. */
  #build(line: Line): AccessEvent | LineProblem | null {
    this.#isPlain = false;
    if (line.problem !== null) return new LineProblem(line.problem, BYTE_PROBLEMS[line.problem]);
    const { text } = line;
    const record = this.#reader(text);
    if (record === null || record instanceof LineProblem) return record;
    // A sender may write U+FFFD himself: then, and only then, the bytes are asked.
    const damaged = text.includes('\ufffd') && line.damaged;
    const event = normalise(record, damaged, this.#ordinals, this.#settings);
    this.#isPlain = !record.isLog && record.deed === undefined && !(event instanceof LineProblem);
    return event;
  }
}

function constantCredential(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const identifier = looksLikeToken(text) ? null : normaliseIdentifier(text);
  if (identifier !== null) return identifier;
  throw new ReaderOptionsError(
    'invalid_credential',
    'the constant credential is no identifier: name a client id, API key or SDK key of at most 256 characters, not a token',
  );
}
