import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { AuditPage } from '../../../http/audit-schema.ts';
import { ApiProblem, get, withQuery } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Field } from '../../parts/field.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Detail } from './detail.tsx';
import { KINDS, wordsOf } from './words.ts';
import './audit.css';

type Entry = AuditPage['entries'][number];

const FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;

/** Who did what; the address holds the filter. */
export default function Audit() {
  useTitle('Audit trail');
  const { query, route } = useLocation();
  const filter = useMemo(
    () =>
      Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ''])) as Record<
        (typeof FILTERS)[number],
        string
      >,
    [query],
  );
  const asked = withQuery('/v1/audit', filter);
  const { data, problem, loading, reload } = useData<AuditPage>(asked);
  const older = useOlder(asked, data);
  const set = (name: (typeof FILTERS)[number], value: string): void =>
    route(withQuery('/audit', { ...filter, [name]: value }), true);

  return (
    <>
      <div class="page-head">
        <h1>Audit trail</h1>
        <p class="quiet">What people, keys and this service did. Entries are only ever added.</p>
      </div>
      <search class="audit-filter">
        <Field label="Who">
          <input
            value={filter.actor}
            placeholder="a part of the name or address"
            onChange={(event) => set('actor', event.currentTarget.value.trim())}
          />
        </Field>
        <Field label="Kind">
          <select value={filter.action} onChange={(event) => set('action', event.currentTarget.value)}>
            <option value="">everything</option>
            {KINDS.map(([kind, words]) => (
              <option key={kind} value={kind}>
                {words}
              </option>
            ))}
          </select>
        </Field>
        <Field label="From (UTC)">
          <input
            type="datetime-local"
            value={filter.from.slice(0, 16)}
            onChange={(event) => set('from', asUtc(event))}
          />
        </Field>
        <Field label="To (UTC)">
          <input
            type="datetime-local"
            value={filter.to.slice(0, 16)}
            onChange={(event) => set('to', asUtc(event))}
          />
        </Field>
      </search>
      {filter.subject !== '' && (
        <p>
          <span class="chip">
            about <code>{filter.subject}</code>
            <button
              type="button"
              aria-label="Show entries about everything"
              onClick={() => set('subject', '')}
            >
              ×
            </button>
          </span>
        </p>
      )}
      <ProblemNote problem={problem ?? older.problem} retry={reload} />
      {data === null ? (
        loading && <Skeleton height={320} />
      ) : (
        <>
          <DataTable<Entry>
            caption="Entries of the audit trail, the newest first"
            captionUnseen
            rowKey={({ id }) => id}
            rows={[...data.entries, ...older.entries]}
            empty={
              Object.values(filter).some((value) => value !== '')
                ? 'Nothing fits this filter.'
                : 'Nothing was done yet. Signing in, deciding on an alert, making a key: each leaves an entry.'
            }
            columns={[
              { title: 'When', cell: ({ at }) => <Moment at={at} /> },
              { title: 'Who', cell: ({ actor }) => actor },
              { title: 'What', cell: ({ action }) => <span title={action}>{wordsOf(action)}</span> },
              {
                title: 'About',
                cell: ({ subject }) => <Subject subject={subject} only={() => set('subject', subject)} />,
              },
              { title: 'Details', cell: ({ detail }) => <Detail detail={detail} /> },
            ]}
          />
          {older.next !== null && (
            <button type="button" class="button" disabled={older.loading} onClick={older.more}>
              {older.loading ? 'Reading …' : 'Show older entries'}
            </button>
          )}
        </>
      )}
    </>
  );
}

function Subject({ subject, only }: { subject: string; only: () => void }) {
  const [kind, id = ''] = subject.split(':');
  return (
    <div class="audit-subject">
      {kind === 'alert' ? (
        <a href={`/alerts/${encodeURIComponent(id)}`}>alert {id.slice(0, 8)}</a>
      ) : (
        <span title={subject}>
          {kind} {id.slice(0, 8)}
        </span>
      )}{' '}
      <button type="button" class="button plain small" onClick={only}>
        only this
      </button>
    </div>
  );
}

/** The pages after the first, as they are asked for. */
function useOlder(asked: string, first: AuditPage | null) {
  const [pages, setPages] = useState<readonly AuditPage[]>([]);
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  // Another question makes what was read older than its answer.
  useEffect(() => {
    setPages([]);
    setProblem(null);
  }, [asked, first]);
  const next = (pages.at(-1) ?? first)?.next_cursor ?? null;
  return {
    entries: pages.flatMap(({ entries }) => entries),
    next,
    loading,
    problem,
    more: () => {
      setLoading(true);
      get<AuditPage>(`${asked}${asked.includes('?') ? '&' : '?'}cursor=${next}`)
        .then((page) => setPages((before) => [...before, page]))
        .catch((error: unknown) =>
          setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, '', String(error))),
        )
        .finally(() => setLoading(false));
    },
  };
}

const asUtc = (event: { currentTarget: HTMLInputElement }): string =>
  event.currentTarget.value === '' ? '' : `${event.currentTarget.value.slice(0, 16)}:00Z`;
