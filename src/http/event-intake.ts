import { hash } from 'node:crypto';
import type { AccessEvent, Rejection, RejectionCode } from '../core/event.ts';
import { toIso } from '../core/time.ts';
import type { ReadBatch } from '../ingest/read-stream.ts';
import { redactText } from '../ingest/redact.ts';
import type { AcceptOptions, Lane, Monitor, Outcome } from '../monitor/monitor.ts';
import type { SettledBatch, Tally, Warnings } from './tally.ts';

/** Who sends, and what of it is taken. */
export interface Sender {
  readonly options: AcceptOptions;
  /** Every event gets this source, whatever it says. */
  readonly source: string | null;
  readonly mayReport: (credential: string) => boolean;
}

/** Batches that wait for their commit while the next one is read. The monitor keeps their order. */
const IN_FLIGHT = 2;
/** Requests that are no larger do not queue behind large ones. */
const SMALL = 200;

interface Submitted {
  readonly batch: ReadBatch;
  readonly outcomes: Promise<Outcome[]>;
}

/**
 * Hands batches to the monitor as they are read and tallies what became of every line. When it resolves, everything
 * read is committed; when it throws, everything read before is, too, unless it was the monitor that threw.
 *
 * @throws what the reader or the monitor throws
 */
export async function takeIn(
  batches: AsyncIterable<ReadBatch>,
  sender: Sender,
  monitor: Monitor,
  tally: Tally,
): Promise<void> {
  const waiting: Submitted[] = [];
  const finishOldest = async (): Promise<void> => {
    const oldest = waiting.shift();
    if (oldest !== undefined) tally.add(settle(oldest.batch, await oldest.outcomes));
  };
  const finishAll = async (): Promise<void> => {
    while (waiting.length > 0) await finishOldest();
  };
  let first = true;
  try {
    for await (const read of batches) {
      const batch = restrict(read, sender);
      const small = first && read.events.length + read.rejections.length <= SMALL;
      first = false;
      if (waiting.length >= IN_FLIGHT) await finishOldest();
      waiting.push(submit(monitor, batch, small ? 'small' : 'bulk', sender.options));
    }
  } catch (error) {
    await finishAll();
    throw error;
  }
  await finishAll();
}

function submit(monitor: Monitor, batch: ReadBatch, lane: Lane, options: AcceptOptions): Submitted {
  const events = batch.events.map(({ event }) => event);
  const outcomes = events.length === 0 ? Promise.resolve([]) : monitor.accept(events, lane, options);
  // It is awaited in its turn; failing before that must not count as unhandled.
  outcomes.catch(() => undefined);
  return { batch, outcomes };
}

/** Keeps a key to its source and its credentials. */
function restrict(batch: ReadBatch, { source, mayReport }: Sender): ReadBatch {
  const rejections = [...batch.rejections];
  const events: ReadBatch['events'] = [];
  for (const { line, event } of batch.events) {
    if (mayReport(event.credential)) {
      events.push({ line, event: source === null ? event : { ...event, source } });
    } else {
      const message = 'this key may not report on this credential: see its credential pattern';
      rejections.push(rejectEvent(line, event, 'credential_not_allowed', message));
    }
  }
  return { events, rejections };
}

function settle(batch: ReadBatch, outcomes: readonly Outcome[]): SettledBatch {
  const rejections = [...batch.rejections];
  let [accepted, duplicate, lastLine] = [0, 0, 0];
  batch.events.forEach(({ line, event }, i) => {
    const outcome = outcomes[i] as Outcome;
    lastLine = Math.max(lastLine, line);
    if (outcome.kind === 'accepted') accepted += 1;
    else if (outcome.kind === 'duplicate') duplicate += 1;
    else rejections.push(rejectEvent(line, event, outcome.code, outcome.message));
  });
  rejections.sort((a, b) => a.line - b.line);
  return {
    accepted,
    duplicate,
    warnings: warningsIn(batch),
    rejections,
    lastLine: Math.max(lastLine, rejections.at(-1)?.line ?? 0),
  };
}

/** Counts the notes that the edge made on lines (ingest/normalise.ts). */
function warningsIn({ events }: ReadBatch): Warnings {
  let [unreadable, damaged] = [0, 0];
  for (const { event } of events) {
    if (event.extra === null) continue;
    if (event.extra['unreadable'] !== undefined) unreadable += 1;
    if (event.extra['invalid_utf8'] === true) damaged += 1;
  }
  return { unreadable_field: unreadable, invalid_utf8: damaged };
}

/** A line that could be read and was refused afterwards: of its bytes nothing is known any more but the event. */
export function rejectEvent(
  line: number,
  event: AccessEvent,
  code: RejectionCode,
  message: string,
): Rejection {
  const { credential, sourceIp, method, path } = event;
  const shown = JSON.stringify({ time: toIso(event.time), credential, source_ip: sourceIp, method, path });
  return {
    line,
    code,
    message,
    length: Buffer.byteLength(shown),
    hash: hash('sha256', `${event.credentialId}\n${event.time}\n${event.eventId}`),
    excerpt: redactText(shown).slice(0, 200),
  };
}
