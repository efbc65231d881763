import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './time-chart.css';
import { shownZone } from '../state/clock.ts';
import { coloursAt } from '../state/theme.ts';
import { drawMarks, type Mark, type Span } from './marks.ts';

interface TimeLine {
  readonly name: string;
  /** One value for each of the times; null where nothing is known (a gap, never joined). */
  readonly values: readonly (number | null)[];
  readonly as: 'line' | 'bars' | 'band-low' | 'band-high';
  /** Name of a colour in tokens.css, such as `--observed`. */
  readonly colour: string;
}

export interface TimeChartProps {
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly TimeLine[];
  /** What the values count, for the axis: `calls an hour`. */
  readonly unit: string;
  readonly height: number;
  /** The range to show; that of the times by default. Epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
  /** Moments to mark, and spans to shade (`gap`: hatched, no logs). */
  readonly marks?: readonly Mark[];
  readonly spans?: readonly Span[];
  /** Called with a range that was brushed, epoch milliseconds. Without it nothing can be brushed. */
  readonly onBrush?: (from: number, to: number) => void;
  /** Called with the moment under the pointer; null when it left. */
  readonly onHover?: (time: number | null) => void;
}

/** Charts of one page share their cursor: hovering one marks the moment on all. */
const SHARED = uPlot.sync('page');

/**
 * Counts over time on a canvas: expected as a quiet band, observed as a strong line. Zero is always on the axis. It is a
 * picture only: put it into a ChartWithTable.
 */
export function TimeChart(props: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const zone = shownZone.value;
  const colours = coloursAt.value;
  const shape = props.lines.map(({ name, as, colour }) => `${name}|${as}|${colour}`).join();

  // Only what makes a new chart necessary; the rest is set below.
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const made = new uPlot(optionsOf(latest, place.clientWidth, zone), dataOf(latest.current), place);
    chart.current = made;
    const resized = new ResizeObserver(() =>
      made.setSize({ width: place.clientWidth, height: latest.current.height }),
    );
    resized.observe(place);
    return () => {
      resized.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [zone, colours, shape, props.unit, props.height]);

  useEffect(() => {
    chart.current?.setData(dataOf(props));
  });

  return <div ref={box} class="time-chart" style={{ minHeight: `${props.height}px` }} />;
}

const dataOf = ({ times, lines }: TimeChartProps): uPlot.AlignedData =>
  [times.map((time) => time / 1_000), ...lines.map(({ values }) => values)] as uPlot.AlignedData;

const colourOf = (name: string): string =>
  name.startsWith('--') ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : name;

function optionsOf(latest: { readonly current: TimeChartProps }, width: number, zone: string): uPlot.Options {
  const { lines, unit, height, onBrush } = latest.current;
  const [ink, line] = [resolved('--quiet'), resolved('--line')];
  const low = lines.findIndex(({ as }) => as === 'band-low');
  const high = lines.findIndex(({ as }) => as === 'band-high');
  const axis: uPlot.Axis = {
    stroke: ink,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height,
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zone === 'UTC' ? 'Etc/UTC' : zone),
    cursor: {
      sync: { key: SHARED.key, setSeries: false },
      drag: { x: onBrush !== undefined, y: false, setScale: false },
      points: { show: false },
      y: false,
    },
    scales: {
      x: {
        time: true,
        range: (_chart, min, max) => {
          const { from, to } = latest.current;
          return [from === undefined ? min : from / 1_000, to === undefined ? max : to / 1_000];
        },
      },
      y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.08)] },
    },
    axes: [
      { ...axis, values: TIME_LABELS, space: 64 },
      {
        ...axis,
        size: 52,
        label: unit,
        labelSize: 18,
        labelFont: axis.font!,
        values: (_chart, values) =>
          values.map((value) => (Number.isInteger(value) ? value.toLocaleString('en') : '')),
      },
    ],
    series: [{}, ...lines.map(seriesOf)],
    ...(low === -1 || high === -1
      ? {}
      : { bands: [{ series: [high + 1, low + 1], fill: resolved('--expected') } as uPlot.Band] }),
    hooks: {
      drawClear: [(chart) => drawMarks(chart, { spans: latest.current.spans ?? [], marks: [] }, resolved)],
      draw: [(chart) => drawMarks(chart, { spans: [], marks: latest.current.marks ?? [] }, resolved)],
      setSelect: [
        (chart) => {
          const { left, width: brushed } = chart.select;
          if (brushed < 4) return;
          const time = (pixel: number): number => Math.round(chart.posToVal(pixel, 'x') * 1_000);
          latest.current.onBrush?.(time(left), time(left + brushed));
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [
        (chart) => {
          const { left } = chart.cursor;
          const inside = left !== undefined && left !== null && left >= 0;
          latest.current.onHover?.(inside ? Math.round(chart.posToVal(left, 'x') * 1_000) : null);
        },
      ],
    },
  };
}

/** By the distance of two ticks, in seconds: what a tick says, and what is added below where the day or year changes. */
const TIME_LABELS: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [3_600, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

const resolved = (name: string): string => resolveLightDark(colourOf(name));

/** A canvas knows no light-dark(): an element's computed colour does. */
function resolveLightDark(value: string): string {
  if (!value.startsWith('light-dark')) return value;
  const probe = document.createElement('span');
  probe.style.color = value;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function seriesOf({ as, colour, name }: TimeLine): uPlot.Series {
  const stroke = resolved(colour);
  const shared: uPlot.Series = { label: name, spanGaps: false, points: { show: false } };
  if (as === 'bars') {
    return {
      ...shared,
      fill: stroke,
      paths: uPlot.paths.bars!({ size: [0.9, 60], align: 1, gap: 1 }),
    };
  }
  if (as === 'line') return { ...shared, stroke, width: 1.5, paths: uPlot.paths.stepped!({ align: 1 }) };
  return { ...shared, stroke, width: 0, paths: uPlot.paths.stepped!({ align: 1 }) };
}
