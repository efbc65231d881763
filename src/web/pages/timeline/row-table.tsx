// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one, which the rows of a table cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { TimelineEventView } from '../../../http/timeline-event-schema.ts';
import { useKeys } from '../../keys/keys.ts';
import { shownZone } from '../../state/clock.ts';
import { KIND_NAMES } from './guess-filter.ts';
import { rowTime } from './row-time.ts';
import type { Rows } from './use-rows.ts';
import type { Filter } from './view.ts';

/** Rows beyond the edges that are drawn too. */
const BEYOND = 8;

export interface RowTableProps {
  readonly rows: Rows;
  /** How many there will be, where that is known. */
  readonly total: number | null;
  /** Rows of this stretch are marked: it is pointed at in the chart. */
  readonly pointed: { readonly from: number; readonly to: number } | null;
  readonly onMark: (time: number | null) => void;
  readonly onFilter: (filter: Filter) => void;
  readonly onOpen: (row: TimelineEventView) => void;
}

/** The entries, the newest first: a list of rows of one height, of which only those in sight are drawn. */
export function RowTable(props: RowTableProps) {
  const { rows, total, pointed, onMark, onFilter, onOpen } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, row: 32 });
  const [chosen, setChosen] = useState(-1);
  const id = useId();
  const zone = shownZone.value;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => {
      const row = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 32;
      setView({ top: element.scrollTop, height: element.clientHeight, row });
    };
    const seen = new ResizeObserver(measure);
    seen.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      seen.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  const first = Math.max(0, Math.floor(view.top / view.row) - BEYOND);
  const last = Math.min(rows.length - 1, Math.ceil((view.top + view.height) / view.row) + BEYOND);
  const { look } = rows;
  useEffect(() => {
    if (last >= first) look(first, last);
  }, [first, last, look]);

  const latest = useRef({ rows, chosen, view, onOpen, onMark });
  latest.current = { rows, chosen, view, onOpen, onMark };
  const keys = useMemo(() => {
    const move = (by: number) => (): void => {
      const now = latest.current;
      const to = Math.min(Math.max(0, now.chosen + by), now.rows.length - 1);
      const row = now.rows.at(to);
      if (row === null) return;
      setChosen(to);
      now.onMark(Date.parse(row.time));
      const element = box.current;
      if (element === null) return;
      const top = to * now.view.row;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + now.view.row > element.scrollTop + element.clientHeight)
        element.scrollTop = top + now.view.row - element.clientHeight;
    };
    const open = (): void => {
      const row = latest.current.rows.at(latest.current.chosen);
      if (row !== null) latest.current.onOpen(row);
    };
    return [
      { key: 'j', does: 'next entry', run: move(1) },
      { key: 'k', does: 'entry before', run: move(-1) },
      { key: 'Enter', does: 'open the entry', run: open },
    ];
  }, []);
  useKeys(keys);

  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const cell = (filter: Filter | null, text: string | null, className = ''): preact.JSX.Element => (
    <Cell filter={filter} text={text} class={className} onFilter={onFilter} />
  );
  return (
    <div
      class="timeline-rows"
      role="grid"
      aria-label="Entries, the newest first"
      aria-rowcount={total ?? -1}
      aria-activedescendant={chosen >= first && chosen <= last ? `${id}-${chosen}` : undefined}
      tabIndex={0}
      ref={box}
      onPointerLeave={() => onMark(null)}
    >
      <div class="timeline-row head" role="row">
        {['Time', 'Kind', 'Credential', 'What', 'Status', 'From', 'Client', 'Source'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div class="timeline-rows-all" role="rowgroup" style={{ height: `${rows.length * view.row}px` }}>
        {shown.map((index) => {
          const row = rows.at(index);
          const style = { transform: `translateY(${index * view.row}px)` };
          if (row === null) {
            return (
              <div key={`missing ${index}`} class="timeline-row missing" role="row" style={style}>
                <span role="gridcell">
                  <span class="unseen">loading</span>
                </span>
              </div>
            );
          }
          const time = Date.parse(row.time);
          const marked = pointed !== null && time >= pointed.from && time < pointed.to;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: j, k and Enter do the same
            <div
              key={`${row.kind} ${row.id} ${row.credential_id}`}
              id={`${id}-${index}`}
              class={`timeline-row ${row.kind} ${marked ? 'marked' : ''}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === chosen}
              tabIndex={-1}
              style={style}
              onPointerEnter={() => onMark(time)}
              onClick={() => {
                setChosen(index);
                onOpen(row);
              }}
            >
              <span role="gridcell" class="time">
                <time dateTime={row.time}>{rowTime(time, zone)}</time>
              </span>
              {cell({ field: 'kind', value: row.kind }, KIND_NAMES[row.kind].replace(/s$/, ''), 'kind')}
              {cell(
                row.credential === null ? null : { field: 'credential', value: row.credential },
                row.credential_label ?? row.credential,
                'credential',
              )}
              {row.summary === null
                ? cell(
                    row.operation === null ? null : { field: 'operation', value: row.operation },
                    row.operation ?? row.path ?? row.method,
                    'what mono',
                  )
                : cell(null, row.severity === null ? row.summary : `${row.severity}: ${row.summary}`, 'what')}
              {cell(
                row.status === null ? null : { field: 'status', value: String(row.status) },
                row.status === null ? null : String(row.status),
                `status ${(row.status ?? 0) >= 400 ? 'failed' : ''}`,
              )}
              {cell(
                row.source_ip === null ? null : { field: 'source_ip', value: row.source_ip },
                [row.source_ip ?? row.source_text ?? row.actor, row.country].filter(Boolean).join(' '),
                'from mono',
              )}
              {cell(
                row.user_agent === null ? null : { field: 'client', value: row.user_agent.slice(0, 200) },
                row.user_agent,
                'client',
              )}
              {cell(
                row.source === null ? null : { field: 'source', value: row.source.slice(0, 200) },
                row.source,
                'source',
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A value; a click on it filters by it. */
function Cell(props: {
  filter: Filter | null;
  text: string | null;
  class: string;
  onFilter: (filter: Filter) => void;
}) {
  const { filter, text } = props;
  if (filter === null || text === null || text === '') {
    return (
      <span role="gridcell" class={props.class} title={text ?? undefined}>
        {text}
      </span>
    );
  }
  return (
    <span role="gridcell" class={props.class} title={text}>
      <button
        type="button"
        tabIndex={-1}
        title={`Filter by ${text}`}
        onClick={(event) => {
          event.stopPropagation();
          props.onFilter(filter);
        }}
      >
        {text}
      </button>
    </span>
  );
}
