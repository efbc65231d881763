import type { AccessEvent, Rejection, RejectionCode } from '../core/event.ts';
import { keptSince } from '../ingest/kept-since.ts';
import { type ReaderOptions, readEvents } from '../ingest/read-stream.ts';
import { recordRejections } from '../store/queries/rejections.ts';
import type { Store } from '../store/store.ts';
import type { Json } from './client.ts';

type Outcome =
  | { readonly kind: 'accepted' | 'duplicate' }
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string };

/** Where pulled events go: the path of every event (monitor/), which this folder does not know. */
export interface Sink {
  /**
   * Resolves after the commit, with one outcome for each event, in order.
   *
   * @param learnUntil epoch ms: what happened before is learnt and not alerted on; null: all of it is scored
   */
  accept(events: readonly AccessEvent[], learnUntil: number | null): Promise<readonly Outcome[]>;
}

/** What taking records in needs to know of the installation. */
export interface Intake {
  readonly store: Store;
  readonly sink: Sink;
  readonly fingerprintKey: string;
  readonly retentionDays: number | null;
  readonly geo: ReaderOptions['geo'];
  readonly now: () => number;
}

export interface RecordKind {
  /** A format of the contract. */
  readonly format: string;
  /** Name of the log source. */
  readonly source: string;
  /** For records that name no credential. */
  readonly credential?: string;
  /** See `Sink`. */
  readonly learnUntil: number | null;
}

/** Events in one call of the sink. */
const CHUNK = 2_000;

/**
 * Takes raw records in as lines of their format are, by the same readers: what a file brought already is known when it is
 * pulled, and reading a record again changes nothing.
 *
 * @returns how many were new
 */
export async function takeRecords(
  records: readonly Json[],
  kind: RecordKind,
  intake: Intake,
): Promise<number> {
  const now = intake.now();
  const events: AccessEvent[] = [];
  const rejections: Rejection[] = [];
  const options: ReaderOptions = {
    format: kind.format,
    credential: kind.credential,
    source: kind.source,
    fingerprintKey: intake.fingerprintKey,
    now,
    notBefore: keptSince(intake.retentionDays, now),
    geo: intake.geo,
  };
  for await (const batch of readEvents(linesOf(records), options)) {
    rejections.push(...batch.rejections);
    for (const { event } of batch.events) events.push(event);
  }
  let added = 0;
  for (let i = 0; i < events.length; i += CHUNK) {
    const chunk = events.slice(i, i + CHUNK);
    const outcomes = await intake.sink.accept(chunk, kind.learnUntil);
    outcomes.forEach((outcome, k) => {
      if (outcome.kind === 'accepted') added += 1;
      else if (outcome.kind === 'rejected') rejections.push(refused(i + k + 1, chunk[k]!, outcome));
    });
  }
  await noteRejections(intake, kind.source, rejections);
  return added;
}

async function* linesOf(records: readonly Json[]): AsyncGenerator<Buffer, void> {
  for (const record of records) yield Buffer.from(`${JSON.stringify(record)}\n`);
}

const refused = (
  line: number,
  event: AccessEvent,
  { code, message }: { readonly code: RejectionCode; readonly message: string },
): Rejection => ({ line, code, message, length: 0, hash: event.eventId, excerpt: '' });

/** Rejections that this process has counted: a day is read many times, and its unreadable records with it. */
const counted = new Set<string>();
const MOST_COUNTED = 10_000;

export async function noteRejections(
  { store, now }: Pick<Intake, 'store' | 'now'>,
  source: string,
  rejections: readonly Rejection[],
): Promise<void> {
  const fresh = rejections.filter(({ hash: digest }) => !counted.has(`${source} ${digest}`));
  const counts = new Map<string, number>();
  for (const { code } of fresh) counts.set(code, (counts.get(code) ?? 0) + 1);
  await recordRejections(store, { source, counts, samples: fresh }, now());
  if (counted.size > MOST_COUNTED) counted.clear();
  for (const { hash: digest } of fresh) counted.add(`${source} ${digest}`);
}
