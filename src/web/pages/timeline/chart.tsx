import { useMemo, useState } from 'preact/hooks';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { shownZone } from '../../state/clock.ts';
import { barsPath, roundUp } from './bars.ts';
import { ChartTable } from './chart-table.tsx';
import { summaryOf, textOfBucket } from './chart-words.ts';
import { gapOf, LaneMarks } from './lane-marks.tsx';
import { LaneNames } from './lane-names.tsx';
import { AXIS, CALLS, type Lanes, layLanes, type Scale, scaleOf, TOP } from './lanes.ts';
import { ticksOf } from './time-axis.ts';
import { useBrush } from './use-brush.ts';
import { useWidth } from './use-width.ts';

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
  const scale = scaleOf(data, width);
  const laid = useMemo(() => layLanes(data), [data]);
  const most = roundUp(Math.max(1, ...data.lanes.access.count));
  const { start, end, timeAt } = scale;
  const { brush, on } = useBrush((from, to) => {
    const [first, last] = [Math.max(start, timeAt(from)), Math.min(end, timeAt(to))];
    if (first < last) onZoom(Math.round(first), Math.round(last));
  });

  const point = (bucket: number | null): void => {
    if (bucket === pointed) return;
    setPointed(bucket);
    const from = start + (bucket ?? 0) * data.step_ms;
    onHover(bucket === null ? null : { from, to: from + data.step_ms });
  };
  const bucketAt = (event: PointerEvent): number | null => {
    const pixel = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    const bucket = Math.floor((timeAt(pixel) - start) / data.step_ms);
    return bucket >= 0 && bucket < data.buckets ? bucket : null;
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
        <ChartTable data={data} />
      ) : (
        <div class="timeline-plot" ref={box}>
          <LaneNames lanes={laid.lanes} isNarrow={scale.isNarrow} most={most} onKind={onKind} />
          <svg
            width={width}
            height={laid.bottom + AXIS}
            aria-hidden="true"
            {...on}
            onPointerMove={(event) => {
              on.onPointerMove(event);
              point(bucketAt(event));
            }}
            onPointerLeave={() => point(null)}
          >
            <Axis scale={scale} laid={laid} />
            <CallBars data={data} scale={scale} most={most} />
            {laid.lanes.map((lane) => (
              <LaneMarks key={lane.id} lane={lane} data={data} laid={laid} scale={scale} />
            ))}
            <Gaps data={data} scale={scale} bottom={laid.bottom} />
            {pointed !== null && (
              <Stripe
                kind="pointed"
                left={scale.x(start + pointed * data.step_ms)}
                right={scale.x(start + (pointed + 1) * data.step_ms)}
                bottom={laid.bottom}
              />
            )}
            {brush !== null && (
              <Stripe
                kind="brush"
                left={Math.max(scale.left, brush.from)}
                right={Math.min(scale.left + scale.width, brush.to)}
                bottom={laid.bottom}
              />
            )}
            {marked !== null && marked >= start && marked < end && (
              <line class="marked" x1={scale.x(marked)} x2={scale.x(marked)} y1={4} y2={laid.bottom} />
            )}
          </svg>
          {laid.none.length > 0 && <p class="timeline-none small quiet">No {laid.none.join(', ')}.</p>}
        </div>
      )}
    </figure>
  );
}

/** The ticks, and the ground of each lane. */
function Axis({ scale, laid }: { scale: Scale; laid: Lanes }) {
  const { start, end, left, width, isNarrow, x } = scale;
  const ticks = ticksOf(start, end, shownZone.value, Math.max(2, width / (isNarrow ? 70 : 96)));
  const grounds = [TOP + CALLS, ...laid.lanes.map(({ top, height }) => top + height)];
  return (
    <>
      {ticks.map(({ at, text, major }) => (
        <g key={at}>
          <line class={major ? 'tick major' : 'tick'} x1={x(at)} x2={x(at)} y1={TOP} y2={laid.bottom + 4} />
          {x(at) > left + 12 && x(at) < left + width - 16 && (
            <text x={x(at)} y={laid.bottom + 18} text-anchor="middle" class={major ? 'major' : undefined}>
              {text}
            </text>
          )}
        </g>
      ))}
      {grounds.map((y) => (
        <line key={y} class="ground" x1={left} x2={left + width} y1={y} y2={y} />
      ))}
    </>
  );
}

function CallBars({ data, scale, most }: { data: TimelineHistogramView; scale: Scale; most: number }) {
  const place = { left: scale.left, width: scale.width, bottom: TOP + CALLS, height: CALLS };
  const { count, failed } = data.lanes.access;
  return (
    <>
      <path class="calls" d={barsPath(count, place, most, gapOf(scale, data))} />
      <path class="failed" d={barsPath(failed, place, most, gapOf(scale, data))} />
    </>
  );
}

function Gaps({ data, scale, bottom }: { data: TimelineHistogramView; scale: Scale; bottom: number }) {
  return (
    <>
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
      {data.gaps.map(({ from, to }) => (
        <Stripe
          key={from}
          kind="gap"
          left={scale.inside(Date.parse(from))}
          right={scale.inside(Date.parse(to))}
          bottom={bottom}
        />
      ))}
    </>
  );
}

/** Something that covers the whole height; nothing when it has no width. */
function Stripe(props: { kind: 'gap' | 'pointed' | 'brush'; left: number; right: number; bottom: number }) {
  const { kind, left, right, bottom } = props;
  return right > left ? (
    <rect class={kind} x={left} y={TOP} width={right - left} height={bottom - TOP} />
  ) : null;
}
