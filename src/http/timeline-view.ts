import type { TimelineEntry } from '../store/queries/timeline-entry.ts';
import type { TimelineEventView } from './timeline-event-schema.ts';

/** The entry as JSON, NDJSON and CSV give it. */
export const viewEvent = (entry: TimelineEntry): TimelineEventView => ({
  ...entry,
  time: entry.time.toISOString(),
  token_issued_at: entry.token_issued_at?.toISOString() ?? null,
  token_expires_at: entry.token_expires_at?.toISOString() ?? null,
});
