import type { AccessEvent, Rejection } from '../../src/core/event.ts';
import { type ReaderOptions, readEvents } from '../../src/ingest/read-stream.ts';
import { inChunks } from './bytes.ts';

/** The clock of the receiver in these tests. */
export const NOW = Date.parse('2026-01-15T12:00:00Z');

export interface ReadResult {
  readonly events: AccessEvent[];
  readonly rejections: Rejection[];
}

/** Reads a whole text or bytes as the service and the tool do. */
export async function readAll(
  content: string | Uint8Array,
  options: Partial<ReaderOptions> = {},
  chunk?: number,
): Promise<ReadResult> {
  const result: ReadResult = { events: [], rejections: [] };
  const settings = { format: 'auto', fingerprintKey: 'key of the tests', now: NOW, ...options };
  for await (const batch of readEvents(inChunks(content, chunk), settings)) {
    result.events.push(...batch.events.map(({ event }) => event));
    result.rejections.push(...batch.rejections);
  }
  return result;
}

/** Reads what must be exactly one event. */
export async function readOne(
  fields: Readonly<Record<string, unknown>>,
  options?: Partial<ReaderOptions>,
): Promise<AccessEvent> {
  const { events, rejections } = await readAll(JSON.stringify(fields), { format: 'event', ...options });
  const [event] = events;
  if (event === undefined || events.length > 1)
    throw new Error(`not one event: ${JSON.stringify(rejections)}`);
  return event;
}
