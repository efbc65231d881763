import { useEffect, useState } from 'preact/hooks';
import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import type { TimelineEventView } from '../../../http/timeline-event-schema.ts';
import { get, withQuery } from '../../api/client.ts';
import { Copy } from '../../parts/copy.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { exactTime } from '../../parts/time-text.ts';
import { counted, figure } from '../../pictures/numbers.ts';
import { shownZone } from '../../state/clock.ts';
import { type EvidencePage, exportEvidence } from './export-evidence.ts';

type Alert = AlertContextView['alert'];
const PAGE = 100;

/** The calls that the incident is about, the oldest first; more on demand. */
export function Evidence({ alert }: { alert: Alert }) {
  const path = `/v1/alerts/${alert.id}/events`;
  const [events, setEvents] = useState<readonly TimelineEventView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [filter, setFilter] = useState('');
  const [exported, setExported] = useState<string | null>(null);

  const load = async (after: string | null): Promise<void> => {
    try {
      const page = await get<EvidencePage>(withQuery(path, { limit: PAGE, cursor: after }));
      setEvents((before) => [...(after === null ? [] : (before ?? [])), ...page.events]);
      setCursor(page.next_cursor);
      setProblem(null);
    } catch (error) {
      setProblem(error as Error);
    }
  };
  useEffect(() => {
    void load(null);
  }, [path]);

  const save = (format: 'csv' | 'ndjson') => async (): Promise<void> => {
    try {
      await exportEvidence(alert.id, format, (n) => setExported(`${figure(n)} calls written …`));
      setExported(null);
    } catch (error) {
      setExported(null);
      setProblem(error as Error);
    }
  };
  const shown = (events ?? []).filter((event) => matches(event, filter));
  const timeline = withQuery('/timeline', {
    credential: `external:${alert.credential}`,
    from: alert.first_event_at,
    to: new Date(Date.parse(alert.last_event_at) + 1_000).toISOString(),
    source_ip: alert.source_ips.length === 1 ? alert.source_ips[0] : null,
  });
  return (
    <Section
      title={`Evidence: ${counted(alert.event_count, 'call')}`}
      tools={
        <div class="evidence-tools">
          <input
            id="evidence-filter"
            type="search"
            aria-label="Filter the calls that are loaded"
            placeholder="Filter  /"
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
          <a class="button" href={timeline}>
            Open in the timeline
          </a>
          <Menu
            title="Export"
            items={[
              { title: 'All of it as CSV', run: () => void save('csv')() },
              { title: 'All of it as NDJSON', run: () => void save('ndjson')() },
            ]}
          />
          <span class="small quiet" role="status">
            {exported}
          </span>
        </div>
      }
    >
      <ProblemNote problem={problem} retry={() => void load(cursor)} />
      {events === null && problem === null ? (
        <Skeleton height={200} />
      ) : (
        <div class="evidence-table">
          <DataTable
            caption={
              filter === ''
                ? 'The oldest first'
                : `${figure(shown.length)} of the ${figure(events?.length ?? 0)} that are loaded`
            }
            columns={[
              { title: 'Time', cell: ({ time }) => exactTime(Date.parse(time), shownZone.value) },
              { title: 'From', cell: (event) => <Copy text={event.source_ip ?? event.source_text ?? '–'} /> },
              {
                title: 'Call',
                cell: ({ method, path: called, operation }) => (
                  <span class="mono">
                    {called === null ? (operation ?? '–') : `${method ?? ''} ${called}`}
                  </span>
                ),
              },
              { title: 'Status', number: true, cell: ({ status }) => status ?? '–' },
              {
                title: 'Bytes',
                number: true,
                cell: ({ response_bytes: bytes }) => (bytes === null ? '–' : figure(bytes)),
              },
              {
                title: 'User agent',
                cell: ({ user_agent: agent }) => <span class="mono">{agent ?? '–'}</span>,
              },
              { title: 'Source', cell: ({ source }) => source ?? '–' },
            ]}
            rows={shown}
            rowKey={({ id }) => id}
            empty={
              filter === ''
                ? 'The calls are no longer stored: the retention has passed.'
                : 'None of those that are loaded.'
            }
          />
        </div>
      )}
      {cursor !== null && (
        <button type="button" class="button" onClick={() => void load(cursor)}>
          Load {PAGE} more
        </button>
      )}
    </Section>
  );
}

function matches(event: TimelineEventView, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return true;
  const { source_ip: address, method, path, operation, status, user_agent: agent, source } = event;
  return [address, method, path, operation, status, agent, source].some((value) =>
    String(value ?? '')
      .toLowerCase()
      .includes(wanted),
  );
}
