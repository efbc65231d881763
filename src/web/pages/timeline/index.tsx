import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Grid } from '../../../core/timeline-grid.ts';
import type { TimelineEventView } from '../../../http/timeline-event-schema.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { useLive } from '../../api/live.ts';
import { useData } from '../../api/use-data.ts';
import { useKeys } from '../../keys/keys.ts';
import { Empty, ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { TimelineChart } from './chart.tsx';
import { stepText } from './chart-table.tsx';
import { Export } from './export.tsx';
import { FilterBar } from './filter-bar.tsx';
import { OverviewStrip } from './overview-strip.tsx';
import { RangeTools } from './range-tools.tsx';
import { RowDrawer } from './row-drawer.tsx';
import { RowTable } from './row-table.tsx';
import { SavedViews } from './saved-views.tsx';
import './timeline.css';
import { useRows } from './use-rows.ts';
import {
  addressOf,
  type Filter,
  filterParameters,
  gridAt,
  panned,
  parseView,
  type View,
  widened,
  withFilter,
  withoutFilter,
  zoomed,
} from './view.ts';

/** News come in bursts; the view follows them at most so often. */
const FOLLOW_MS = 3_000;
const STRIP_BUCKETS = 300;

/** Everything that happened, on one line of time. */
export default function Timeline() {
  useTitle('Timeline');
  const { url, route } = useLocation();
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  const view = useMemo(() => parseView(query), [query]);
  const [now, setNow] = useState(() => Date.now());
  const buckets = window.innerWidth < 560 ? 90 : window.innerWidth > 1_800 ? 400 : 240;
  const shown = useMemo(() => gridAt(view, now, buckets), [view, now, buckets]);
  const [open, setOpen] = useState<TimelineEventView | null>(null);
  const [pointed, setPointed] = useState<{ from: number; to: number } | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const [news, setNews] = useState(false);
  const table = useRef<HTMLDivElement>(null);

  const parameters = useMemo(() => {
    const filters = new URLSearchParams(filterParameters(view));
    const range = new URLSearchParams(filters);
    range.set('from', new Date(shown.from).toISOString());
    range.set('to', new Date(shown.to).toISOString());
    return { filters: String(filters), range: String(range) };
  }, [view, shown]);
  const chart = useData<TimelineHistogramView>(
    `/v1/timeline/histogram?${parameters.range}&buckets=${buckets}`,
  );
  const strip = useData<TimelineHistogramView>(
    `/v1/timeline/histogram?${parameters.filters}${parameters.filters === '' ? '' : '&'}buckets=${STRIP_BUCKETS}`,
  );
  const listing = `/v1/timeline?${parameters.range}`;
  const rows = useRows(listing);
  // While the next range is asked for, the one before stays.
  const [kept, setKept] = useState<TimelineHistogramView | null>(null);
  useEffect(() => {
    if (chart.data !== null) setKept(chart.data);
  }, [chart.data]);
  const drawn = chart.data ?? (chart.problem === null ? kept : null);

  // Where Escape leads: the views that were left by zooming and filtering.
  const behind = useRef<string[]>([]);
  // From the address, not from what was last drawn: who presses a key twice means two steps.
  const go = useCallback(
    (change: (view: View) => View) => {
      const current = parseView(location.search);
      const address = addressOf(change(current));
      if (address === addressOf(current)) return;
      behind.current.push(addressOf(current));
      route(address);
    },
    [route],
  );
  const goTo = useCallback(
    (from: number, to: number) => go((current) => ({ ...current, range: widened(from, to) })),
    [go],
  );
  const move = useCallback(
    (change: (grid: Grid) => { from: number; to: number }) =>
      go((current) => ({ ...current, range: change(gridAt(current, Date.now(), buckets)) })),
    [go, buckets],
  );
  const filterBy = useCallback((filter: Filter) => go((current) => withFilter(current, filter)), [go]);

  const follow = useCallback(() => {
    setNews(false);
    setNow(Date.now());
    chart.reload();
    rows.reload();
  }, [chart.reload, rows.reload]);
  const lastNews = useRef(0);
  useLive(
    ['ingest', 'alert', 'wake'],
    useCallback(() => {
      if (view.range !== null) return;
      const list = table.current?.querySelector('.timeline-rows');
      const atTop = (list?.scrollTop ?? 0) < 8;
      if (!atTop) setNews(true);
      else if (Date.now() - lastNews.current > FOLLOW_MS) {
        lastNews.current = Date.now();
        follow();
      }
    }, [view, follow]),
  );

  const keys = useMemo(
    () => [
      { key: '/', does: 'filter', run: () => document.getElementById('timeline-filter')?.focus() },
      { key: '+', does: 'zoom in', run: () => move((grid) => zoomed(grid, 0.5)) },
      { key: '-', does: 'zoom out', run: () => move((grid) => zoomed(grid, 2)) },
      { key: 'ArrowLeft', does: 'earlier', run: () => move((grid) => panned(grid, -0.5)) },
      { key: 'ArrowRight', does: 'later', run: () => move((grid) => panned(grid, 0.5)) },
      {
        key: 'Escape',
        does: 'back to the view before',
        run: () => {
          const before = behind.current.pop();
          if (before !== undefined) route(before);
        },
      },
    ],
    [move, route],
  );
  useKeys(keys);

  const data = drawn?.data ?? strip.data?.data ?? null;
  const known =
    data?.from != null && data.to !== null ? { from: Date.parse(data.from), to: Date.parse(data.to) } : null;
  const total = chart.data?.total ?? null;

  return (
    <div class="timeline">
      <div class="timeline-head">
        <h1>Timeline</h1>
        <RangeTools
          view={view}
          shown={shown}
          data={known}
          onLast={(last) => go((current) => ({ ...current, range: null, last }))}
          onRange={goTo}
        />
        <span class="timeline-zoom">
          <button
            type="button"
            class="button plain"
            aria-label="Zoom out"
            onClick={() => move((grid) => zoomed(grid, 2))}
          >
            −
          </button>
          <button
            type="button"
            class="button plain"
            aria-label="Zoom in"
            onClick={() => move((grid) => zoomed(grid, 0.5))}
          >
            +
          </button>
          <span class="quiet small">a bar for each {stepText(shown.step)}</span>
        </span>
        <span class="timeline-ways">
          <SavedViews
            address={addressOf(view)}
            onOpen={(address) => go(() => parseView(new URL(address, location.origin).search))}
          />
          <Export path={listing} total={total ?? 0} />
        </span>
      </div>
      <FilterBar
        filters={view.filters}
        onAdd={filterBy}
        onRemove={(index) => go((current) => withoutFilter(current, index))}
        onClear={() => go((current) => ({ ...current, filters: [] }))}
      />
      {strip.data !== null ? (
        <OverviewStrip data={strip.data} shown={shown} onRange={goTo} />
      ) : (
        strip.problem === null && <Skeleton height={60} />
      )}
      <ProblemNote problem={chart.problem} retry={chart.reload} />
      {drawn !== null ? (
        <TimelineChart
          data={drawn}
          marked={marked}
          onHover={setPointed}
          onZoom={goTo}
          onKind={(kind) => filterBy({ field: 'kind', value: kind })}
          loading={chart.loading}
        />
      ) : (
        chart.problem === null && <Skeleton height={340} />
      )}
      {drawn !== null && drawn.share < 1 && (
        <p class="note small">
          These filters meet too many events to count them all at this width: the bars are an estimate from{' '}
          {percent(drawn.share)} of them. Zoom in for exact counts; the list below is complete in any case.
        </p>
      )}
      <div class="timeline-list" ref={table}>
        <p class="timeline-count small" role="status">
          {total === null ? (
            ' '
          ) : (
            <>
              <strong>{`${(chart.data?.share ?? 1) < 1 ? 'about ' : ''}${total.toLocaleString('en')}`}</strong>{' '}
              {total === 1 ? 'entry' : 'entries'}, the newest first
            </>
          )}
          {news && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                const list = table.current?.querySelector('.timeline-rows');
                if (list != null) list.scrollTop = 0;
                follow();
              }}
            >
              Something new: show it
            </button>
          )}
        </p>
        <ProblemNote problem={rows.problem} retry={rows.reload} />
        {total === 0 && rows.complete && rows.length === 0 ? (
          <Nothing
            view={view}
            known={known}
            gaps={chart.data}
            onAll={goTo}
            onClear={() => go((current) => ({ ...current, filters: [] }))}
          />
        ) : (
          <RowTable
            key={listing}
            rows={rows}
            total={total}
            pointed={pointed}
            onMark={setMarked}
            onFilter={filterBy}
            onOpen={setOpen}
          />
        )}
      </div>
      {open !== null && (
        <RowDrawer
          row={open}
          onClose={() => setOpen(null)}
          onFilter={filterBy}
          onAround={(time) => goTo(time - 300_000, time + 300_000)}
        />
      )}
    </div>
  );
}

const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumSignificantDigits: 2 })} %`;

/** Why nothing is there, and the way out. */
function Nothing(props: {
  view: View;
  known: { from: number; to: number } | null;
  gaps: TimelineHistogramView | null;
  onAll: (from: number, to: number) => void;
  onClear: () => void;
}) {
  const { view, known, gaps } = props;
  if (known === null) {
    return (
      <Empty>
        No event has come in yet. <a href="/sources">Sources</a> says how to send logs.
      </Empty>
    );
  }
  const bare = gaps !== null && isBare(gaps);
  return (
    <Empty>
      {bare
        ? 'There are no logs of these hours: whatever happened then is not seen here. '
        : view.filters.length > 0
          ? 'Nothing here fits the filters. '
          : 'Nothing happened in this stretch. '}
      {view.filters.length > 0 && (
        <button type="button" class="button plain" onClick={props.onClear}>
          Clear the filters
        </button>
      )}
      <button type="button" class="button plain" onClick={() => props.onAll(known.from, known.to)}>
        Show all that there is
      </button>
    </Empty>
  );
}

/** Whether hours without logs cover the whole range. */
const isBare = ({ gaps, from, to }: TimelineHistogramView): boolean =>
  gaps.some((gap) => Date.parse(gap.from) <= Date.parse(from) && Date.parse(gap.to) >= Date.parse(to));
