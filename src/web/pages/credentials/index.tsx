import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { CredentialView } from '../../../http/credential-schema.ts';
import { get, withQuery } from '../../api/client.ts';
import { useKeys } from '../../keys/keys.ts';
import { Copy } from '../../parts/copy.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Ago } from '../../parts/moment.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { figure } from '../../pictures/numbers.ts';
import './credentials.css';

interface Page {
  readonly credentials: readonly CredentialView[];
  readonly next_cursor: string | null;
}

const FILTERS = ['open_alerts', 'learning', 'decoy', 'state'] as const;
const CHOICES = [
  { value: '', title: 'All' },
  { value: 'open_alerts=true', title: 'With open incidents' },
  { value: 'learning=true', title: 'Still learning' },
  { value: 'decoy=true', title: 'Decoys' },
  { value: 'state=revoked', title: 'Revoked' },
] as const;
const LIMIT = 50;

/** Every credential that was seen; what is searched for is in the address bar. */
export default function Credentials() {
  useTitle('Credentials');
  const { query, route } = useLocation();
  const box = useRef<HTMLInputElement>(null);
  const text = query['q'] ?? '';
  const filter =
    FILTERS.map((name) => (query[name] === undefined ? '' : `${name}=${query[name]}`)).find(Boolean) ?? '';
  const path = withQuery('/v1/credentials', {
    q: text,
    limit: LIMIT,
    ...Object.fromEntries(new URLSearchParams(filter)),
  });
  const [pages, setPages] = useState<readonly CredentialView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);

  const load = async (after: string | null, signal?: AbortSignal): Promise<void> => {
    const address = after === null ? path : `${path}&cursor=${encodeURIComponent(after)}`;
    try {
      const page = await get<Page>(address, signal === undefined ? {} : { signal });
      setPages((before) => [...(after === null ? [] : (before ?? [])), ...page.credentials]);
      setCursor(page.next_cursor);
      setProblem(null);
    } catch (error) {
      if (signal?.aborted !== true) setProblem(error as Error);
    }
  };
  useEffect(() => {
    const request = new AbortController();
    void load(null, request.signal);
    return () => request.abort();
  }, [path]);
  const keys = useMemo(() => [{ key: '/', does: 'search', run: () => box.current?.focus() }], []);
  useKeys(keys);

  const show = (q: string, chosen: string): void =>
    route(withQuery('/credentials', { q, ...Object.fromEntries(new URLSearchParams(chosen)) }), true);
  return (
    <>
      <div class="page-head">
        <h1>Credentials</h1>
        <search class="credentials-search">
          <input
            ref={box}
            type="search"
            aria-label="Search by identifier, label or owner"
            placeholder="Identifier, label or owner  /"
            value={text}
            onInput={(event) => show(event.currentTarget.value, filter)}
          />
          <select
            aria-label="Which credentials"
            value={filter}
            onChange={(event) => show(text, event.currentTarget.value)}
          >
            {CHOICES.map(({ value, title }) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </search>
      </div>
      <ProblemNote problem={problem} retry={() => void load(cursor)} />
      {pages === null && problem === null && <Skeleton height={320} />}
      {pages !== null && (
        <DataTable
          caption="The one seen last comes first"
          columns={[
            {
              title: 'Credential',
              cell: (one) => (
                <>
                  <a href={`/credentials/${one.id}`}>{one.label ?? one.credential}</a>
                  {one.label !== null && (
                    <>
                      <br />
                      <Copy text={one.credential} />
                    </>
                  )}
                </>
              ),
            },
            { title: 'Owner', cell: ({ owner }) => owner ?? <span class="quiet">nobody named</span> },
            { title: 'State', cell: stateOf },
            {
              title: 'Open incidents',
              number: true,
              cell: ({ open_alerts: n }) =>
                n === 0 ? '–' : <strong class="credentials-open">{figure(n)}</strong>,
            },
            { title: 'Calls, 24 h', number: true, cell: (one) => figure(one.calls_24h) },
            { title: '30 days', number: true, cell: (one) => figure(one.calls_30d) },
            {
              title: 'Last seen',
              cell: ({ last_seen_at: at }) =>
                at === null ? <span class="quiet">never</span> : <Ago at={at} />,
            },
          ]}
          rows={pages}
          rowKey={({ id }) => id}
          empty={
            text === '' && filter === ''
              ? 'No credential has been seen yet. The first log line that names one brings it here.'
              : 'None like this. Clear the search to see all.'
          }
        />
      )}
      {cursor !== null && (
        <button type="button" class="button" onClick={() => void load(cursor)}>
          Load {LIMIT} more
        </button>
      )}
    </>
  );
}

function stateOf({ state, decoy, learning, last_seen_at: seen }: CredentialView) {
  const words = [
    ...(state === 'revoked' ? ['revoked'] : []),
    ...(decoy ? ['decoy'] : []),
    ...(learning && seen !== null ? ['learning'] : []),
  ];
  return words.length === 0 ? 'known' : words.join(', ');
}
