import type { Grid } from '../../../core/timeline-grid.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { shownZone } from '../../state/clock.ts';
import { barsPath } from './bars.ts';
import { ticksOf } from './time-axis.ts';
import { useBrush } from './use-brush.ts';
import { useWidth } from './use-width.ts';

const HEIGHT = 44;

/** All that there is, small, with the view marked in it. Brushing chooses another stretch; a click moves the view there. */
export function OverviewStrip(props: {
  data: TimelineHistogramView;
  shown: Grid;
  onRange: (from: number, to: number) => void;
}) {
  const { data, shown, onRange } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const start = Date.parse(data.first_bucket);
  const end = start + data.buckets * data.step_ms;
  const gutter = width < 560 ? 8 : 112;
  const plot = Math.max(1, width - gutter - 8);
  const x = (time: number): number =>
    Math.min(Math.max(gutter + ((time - start) / (end - start)) * plot, gutter), gutter + plot);
  const timeAt = (pixel: number): number =>
    Math.round(start + (Math.min(Math.max(pixel - gutter, 0), plot) / plot) * (end - start));
  const { brush, on } = useBrush(
    (from, to) => onRange(timeAt(from), timeAt(to)),
    (at) => {
      const half = (shown.to - shown.from) / 2;
      onRange(Math.round(timeAt(at) - half), Math.round(timeAt(at) + half));
    },
  );
  const counts = Array.from({ length: data.buckets }, (_, i) =>
    Object.values(data.lanes).reduce((total, { count }) => total + (count[i] ?? 0), 0),
  );
  const window = { left: x(shown.from), right: Math.max(x(shown.to), x(shown.from) + 3) };
  return (
    <div class="timeline-strip" ref={box}>
      {gutter > 50 && <span class="timeline-lane-name calls">Everything</span>}
      <svg width={width} height={HEIGHT + 16} aria-hidden="true" {...on}>
        {ticksOf(start, end, shownZone.value, Math.max(2, plot / 110))
          .filter(({ at }) => x(at) > gutter + 12 && x(at) < gutter + plot - 16)
          .map(({ at, text }) => (
            <text key={at} x={x(at)} y={HEIGHT + 13} text-anchor="middle">
              {text}
            </text>
          ))}
        <rect class="ground" x={gutter} y={0} width={plot} height={HEIGHT} />
        <path
          class="calls"
          d={barsPath(
            counts,
            { left: gutter, width: plot, bottom: HEIGHT, height: HEIGHT - 4 },
            Math.max(1, ...counts),
            0,
          )}
        />
        {data.gaps.map((gap) => {
          const [left, right] = [x(Date.parse(gap.from)), x(Date.parse(gap.to))];
          return (
            right > left && (
              <rect key={gap.from} class="gap" x={left} y={0} width={right - left} height={HEIGHT} />
            )
          );
        })}
        <rect class="away" x={gutter} y={0} width={Math.max(0, window.left - gutter)} height={HEIGHT} />
        <rect
          class="away"
          x={window.right}
          y={0}
          width={Math.max(0, gutter + plot - window.right)}
          height={HEIGHT}
        />
        <rect class="window" x={window.left} y={0.5} width={window.right - window.left} height={HEIGHT - 1} />
        {brush !== null && (
          <rect class="brush" x={brush.from} y={0} width={brush.to - brush.from} height={HEIGHT} />
        )}
      </svg>
    </div>
  );
}
