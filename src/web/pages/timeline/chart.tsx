import { useMemo, useState } from 'preact/hooks';
import type { Severity } from '../../../core/alert.ts';
import { EVENT_LANES } from '../../../core/timeline-kinds.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { shownZone } from '../../state/clock.ts';
import { barsPath, roundUp } from './bars.ts';
import { summaryOf, textOfBucket } from './chart-words.ts';
import { KIND_NAMES } from './guess-filter.ts';
import { layRows, type Stretch } from './stretches.ts';
import { ticksOf, timeOfBucket } from './time-axis.ts';
import { useBrush } from './use-brush.ts';
import { useWidth } from './use-width.ts';

const CALLS = 132;
const LANE = 24;
const AXIS = 24;
const ROW = 9;
const SHAPES: Readonly<Record<Severity, string>> = {
  critical: '▲',
  high: '◆',
  medium: '■',
  low: '●',
  info: '○',
};

export interface ChartProps {
  readonly data: TimelineHistogramView;
  /** A moment of the table to mark, epoch ms. */
  readonly marked: number | null;
  readonly onHover: (bucket: { from: number; to: number } | null) => void;
  readonly onZoom: (from: number, to: number) => void;
  readonly onKind: (kind: string) => void;
  readonly loading: boolean;
}

/** Everything on one line of time: calls as bars, the rest in lanes below, hours without logs hatched over all of it. */
export function TimelineChart(props: ChartProps) {
  const { data, marked, onHover, onZoom, onKind } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);
  const zone = shownZone.value;

  const start = Date.parse(data.first_bucket);
  const end = start + data.buckets * data.step_ms;
  const gutter = width < 560 ? 8 : 112;
  const plot = Math.max(1, width - gutter - 8);
  const x = (time: number): number => gutter + ((time - start) / (end - start)) * plot;
  const timeAt = (pixel: number): number => start + ((pixel - gutter) / plot) * (end - start);
  const inside = (time: number): number => Math.min(Math.max(x(time), gutter), gutter + plot);
  const { brush, on } = useBrush((from, to) => {
    const [first, last] = [Math.max(start, timeAt(from)), Math.min(end, timeAt(to))];
    if (first < last) onZoom(Math.round(first), Math.round(last));
  });

  const { alerts, declared } = useMemo(() => stretchesOf(data, end), [data, end]);
  const calls = data.lanes.access;
  const most = roundUp(Math.max(1, ...calls.count));
  const alertHeight = Math.max(LANE, alerts.rows * ROW + 8);
  const declaredHeight = Math.max(LANE, declared.rows * ROW + 8);
  const lanes: { name: string; kind: string | null; top: number; height: number }[] = [];
  let bottom = 8 + CALLS;
  const lane = (name: string, kind: string | null, height: number): number => {
    lanes.push({ name, kind, top: bottom, height });
    bottom += height;
    return bottom - height;
  };
  // A lane with nothing in it takes no room; its name stands in the last line.
  const empty = new Set(emptyLanes(data));
  const laneIf = (name: LaneName, kind: string | null, height: number): number =>
    empty.has(name) ? bottom : lane(name, kind, height);
  const tops = {
    alert: laneIf('Alerts', 'alert', alertHeight),
    admin_change: laneIf('Admin changes', 'admin_change', LANE),
    sign_in: laneIf('Sign-ins', 'sign_in', LANE),
    webhook: laneIf('Webhooks', 'webhook', LANE),
    declared: laneIf('Declared', null, declaredHeight),
    action: laneIf('Actions', 'action', LANE),
  };
  const height = bottom + AXIS;

  const bucketAt = (pixel: number): number | null => {
    const bucket = Math.floor((timeAt(pixel) - start) / data.step_ms);
    return bucket >= 0 && bucket < data.buckets ? bucket : null;
  };
  const point = (event: PointerEvent): void => {
    const at = bucketAt(event.clientX - (event.currentTarget as Element).getBoundingClientRect().left);
    if (at === pointed) return;
    setPointed(at);
    onHover(at === null ? null : { from: start + at * data.step_ms, to: start + (at + 1) * data.step_ms });
  };
  const leave = (): void => {
    setPointed(null);
    onHover(null);
  };

  return (
    <figure class="chart timeline-chart" aria-busy={props.loading}>
      <figcaption class="chart-head">
        <span class="unseen">{summaryOf(data, zone)}</span>
        <span class="timeline-readout" aria-hidden="true">
          {textOfBucket(data, pointed, zone)}
        </span>
        <span class="timeline-legend" aria-hidden="true">
          <i class="ok" /> answered <i class="failed" /> failed <i class="gap" /> no logs
        </span>
        <button
          type="button"
          class="button plain small"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          Table
        </button>
      </figcaption>
      {asTable ? (
        <div class="chart-table">
          <DataTable
            caption={`What happened, by ${stepText(data.step_ms)}`}
            columns={[
              { title: 'From', cell: ({ at }) => timeOfBucket(at, data.step_ms, zone) },
              { title: 'Calls', number: true, cell: ({ i }) => calls.count[i]?.toLocaleString('en') },
              { title: 'Failed', number: true, cell: ({ i }) => calls.failed[i]?.toLocaleString('en') },
              { title: 'Webhooks', number: true, cell: ({ i }) => data.lanes.webhook.count[i] },
              { title: 'Sign-ins', number: true, cell: ({ i }) => data.lanes.sign_in.count[i] },
              { title: 'Admin changes', number: true, cell: ({ i }) => data.lanes.admin_change.count[i] },
              { title: 'Alerts', number: true, cell: ({ i }) => data.alerts.count[i] },
              { title: 'Actions', number: true, cell: ({ i }) => data.actions.count[i] },
            ]}
            rows={busyBuckets(data)}
            rowKey={({ i }) => i}
            empty="Nothing happened."
          />
        </div>
      ) : (
        <div class="timeline-plot" ref={box}>
          {lanes.map(({ name, kind, top, height: tall }) => (
            <span
              key={name}
              class={`timeline-lane-name ${gutter < 50 ? 'over' : ''}`}
              style={{ top: `${top}px`, height: `${gutter < 50 ? 12 : tall}px` }}
            >
              {kind === null ? (
                <span class="quiet">{name}</span>
              ) : (
                <button
                  type="button"
                  title={`Show ${KIND_NAMES[kind as keyof typeof KIND_NAMES]} alone`}
                  onClick={() => onKind(kind)}
                >
                  {name}
                </button>
              )}
            </span>
          ))}
          <span class={`timeline-lane-name calls ${gutter < 50 ? 'over' : ''}`} style={{ top: '8px' }}>
            <button type="button" title="Show calls alone" onClick={() => onKind('access')}>
              Calls
            </button>
            <span class="quiet">{most.toLocaleString('en')}</span>
          </span>
          <svg
            width={width}
            height={height}
            aria-hidden="true"
            {...on}
            onPointerMove={(event) => {
              on.onPointerMove(event);
              point(event);
            }}
            onPointerLeave={leave}
          >
            <defs>
              <pattern
                id="timeline-hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <line x1="0" y1="0" x2="0" y2="6" class="hatch" />
              </pattern>
            </defs>
            {ticksOf(start, end, zone, Math.max(2, plot / (width < 560 ? 70 : 96))).map(
              ({ at, text, major }) => (
                <g key={at}>
                  <line class={major ? 'tick major' : 'tick'} x1={x(at)} x2={x(at)} y1={8} y2={bottom + 4} />
                  {x(at) > gutter + 12 && x(at) < gutter + plot - 16 && (
                    <text x={x(at)} y={bottom + 18} text-anchor="middle" class={major ? 'major' : undefined}>
                      {text}
                    </text>
                  )}
                </g>
              ),
            )}
            <line class="ground" x1={gutter} x2={gutter + plot} y1={8 + CALLS} y2={8 + CALLS} />
            {lanes.map(({ name, top, height: tall }) => (
              <line
                key={name}
                class="ground"
                x1={gutter}
                x2={gutter + plot}
                y1={top + tall}
                y2={top + tall}
              />
            ))}
            <path
              class="calls"
              d={barsPath(
                calls.count,
                { left: gutter, width: plot, bottom: 8 + CALLS, height: CALLS },
                most,
                gapOf(plot, data.buckets),
              )}
            />
            <path
              class="failed"
              d={barsPath(
                calls.failed,
                { left: gutter, width: plot, bottom: 8 + CALLS, height: CALLS },
                most,
                gapOf(plot, data.buckets),
              )}
            />
            {EVENT_LANES.filter((name) => name !== 'access').map((name) => {
              const { count, failed } = data.lanes[name];
              const place = { left: gutter, width: plot, bottom: tops[name] + LANE, height: LANE - 6 };
              const tallest = Math.max(1, ...count);
              return (
                <g key={name}>
                  <path class="calls" d={barsPath(count, place, tallest, gapOf(plot, data.buckets))} />
                  <path class="failed" d={barsPath(failed, place, tallest, gapOf(plot, data.buckets))} />
                </g>
              );
            })}
            {data.alerts.too_many ? (
              <path
                class="alerts"
                d={barsPath(
                  data.alerts.count,
                  { left: gutter, width: plot, bottom: tops.alert + alertHeight, height: LANE - 6 },
                  Math.max(1, ...data.alerts.count),
                  gapOf(plot, data.buckets),
                )}
              />
            ) : (
              alerts.laid.map(({ row, item, from, to }) => (
                <g key={item.id} class={`severity ${item.severity}`}>
                  <title>{`${item.severity} alert, ${item.status}: ${item.credential_label ?? item.credential}`}</title>
                  <rect
                    x={inside(from)}
                    y={tops.alert + 4 + row * ROW}
                    width={Math.max(3, inside(to) - inside(from))}
                    height={ROW - 3}
                    rx={2}
                  />
                  {x(Date.parse(item.raised_at)) >= gutter &&
                    x(Date.parse(item.raised_at)) <= gutter + plot && (
                      <text
                        x={x(Date.parse(item.raised_at))}
                        y={tops.alert + 11 + row * ROW}
                        text-anchor="middle"
                      >
                        {SHAPES[item.severity]}
                      </text>
                    )}
                </g>
              ))
            )}
            {declared.laid.map(({ row, item, from, to }) => (
              <g key={item.id} class={`declared ${item.kind}`}>
                <title>{`${item.kind}: ${item.credential}${item.reason === null ? '' : `, ${item.reason}`}`}</title>
                <rect
                  x={inside(from)}
                  y={tops.declared + 4 + row * ROW}
                  width={Math.max(3, inside(to) - inside(from))}
                  height={ROW - 3}
                  rx={2}
                />
              </g>
            ))}
            {data.actions.too_many ? (
              <path
                class="calls"
                d={barsPath(
                  data.actions.count,
                  { left: gutter, width: plot, bottom: tops.action + LANE, height: LANE - 6 },
                  Math.max(1, ...data.actions.count),
                  gapOf(plot, data.buckets),
                )}
              />
            ) : (
              data.actions.marks.map((mark) => (
                <g key={mark.id} class="action">
                  <title>{`${mark.actor}: ${mark.action}${mark.credential === null ? '' : ` (${mark.credential})`}`}</title>
                  <circle cx={x(Date.parse(mark.time))} cy={tops.action + LANE / 2} r={3.5} />
                </g>
              ))
            )}
            {data.gaps.map((gap) => {
              const [left, right] = [inside(Date.parse(gap.from)), inside(Date.parse(gap.to))];
              return (
                right > left && (
                  <rect key={gap.from} class="gap" x={left} y={8} width={right - left} height={bottom - 8} />
                )
              );
            })}
            {pointed !== null && (
              <rect
                class="pointed"
                x={x(start + pointed * data.step_ms)}
                y={8}
                width={plot / data.buckets}
                height={bottom - 8}
              />
            )}
            {brush !== null && (
              <rect
                class="brush"
                x={Math.max(gutter, brush.from)}
                y={8}
                width={Math.max(0, Math.min(gutter + plot, brush.to) - Math.max(gutter, brush.from))}
                height={bottom - 8}
              />
            )}
            {marked !== null && marked >= start && marked < end && (
              <line class="marked" x1={x(marked)} x2={x(marked)} y1={4} y2={bottom} />
            )}
          </svg>
          {empty.size > 0 && (
            <p class="timeline-none small quiet">
              No {[...empty].map((name) => EMPTY_NAMES[name]).join(', ')}.
            </p>
          )}
        </div>
      )}
    </figure>
  );
}

const EMPTY_NAMES: Readonly<Record<LaneName, string>> = {
  Alerts: 'alerts',
  'Admin changes': 'admin changes',
  'Sign-ins': 'sign-ins',
  Webhooks: 'webhooks',
  Declared: 'declared changes',
  Actions: 'actions',
};

const gapOf = (plot: number, buckets: number): number => (plot / buckets > 4 ? 1 : 0);

export function stepText(ms: number): string {
  const [unit, length] = (
    [
      ['day', 86_400_000],
      ['hour', 3_600_000],
      ['minute', 60_000],
      ['second', 1_000],
    ] as const
  ).find(([, each]) => ms % each === 0) ?? ['second', 1_000];
  const count = ms / length;
  return count === 1 ? unit : `${count} ${unit}s`;
}

function stretchesOf({ alerts, declared }: TimelineHistogramView, end: number) {
  const stretch = <T extends { from: string; to: string | null }>(item: T): Stretch<T> => ({
    item,
    from: Date.parse(item.from),
    to: item.to === null ? end : Date.parse(item.to),
  });
  return { alerts: layRows(alerts.spans.map(stretch), 6), declared: layRows(declared.spans.map(stretch), 6) };
}

type LaneName = 'Alerts' | 'Admin changes' | 'Sign-ins' | 'Webhooks' | 'Declared' | 'Actions';

/** Lanes with nothing in the range. */
function emptyLanes({ lanes, alerts, declared, actions }: TimelineHistogramView): LaneName[] {
  const counts: readonly (readonly [LaneName, number])[] = [
    ['Alerts', alerts.spans.length],
    ['Admin changes', Math.max(0, ...lanes.admin_change.count)],
    ['Sign-ins', Math.max(0, ...lanes.sign_in.count)],
    ['Webhooks', Math.max(0, ...lanes.webhook.count)],
    ['Declared', declared.spans.length],
    ['Actions', Math.max(0, ...actions.count)],
  ];
  return counts.filter(([, count]) => count === 0).map(([name]) => name);
}

/** Buckets in which anything happened. */
function busyBuckets(data: TimelineHistogramView): { i: number; at: number }[] {
  const start = Date.parse(data.first_bucket);
  const all = [...EVENT_LANES.map((name) => data.lanes[name].count), data.alerts.count, data.actions.count];
  return Array.from({ length: data.buckets }, (_, i) => ({ i, at: start + i * data.step_ms })).filter(
    ({ i }) => all.some((count) => (count[i] ?? 0) > 0),
  );
}
