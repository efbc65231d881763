import { csvLine } from '../../../core/csv.ts';
import type { TimelineEventView } from '../../../http/timeline-event-schema.ts';
import { get, withQuery } from '../../api/client.ts';

export interface EvidencePage {
  readonly events: readonly TimelineEventView[];
  readonly next_cursor: string | null;
}

const PAGE = 1_000;

/**
 * Saves every call of an incident as a file. Throws ApiProblem when a page does not come: then no file is saved.
 *
 * @param progress called with how many were read
 */
export async function exportEvidence(
  alertId: string,
  format: 'csv' | 'ndjson',
  progress: (read: number) => void,
): Promise<void> {
  const parts: string[] = [];
  let columns: (keyof TimelineEventView)[] | null = null;
  let read = 0;
  for (let cursor: string | null = null; ; ) {
    const page: EvidencePage = await get(withQuery(`/v1/alerts/${alertId}/events`, { limit: PAGE, cursor }));
    if (columns === null && page.events[0] !== undefined) {
      columns = Object.keys(page.events[0]) as (keyof TimelineEventView)[];
      if (format === 'csv') parts.push(csvLine(columns));
    }
    const names = columns ?? [];
    parts.push(
      page.events
        .map((event) =>
          format === 'csv' ? csvLine(names.map((name) => event[name])) : `${JSON.stringify(event)}\n`,
        )
        .join(''),
    );
    read += page.events.length;
    progress(read);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `incident-${alertId}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
