import { EVENT_LANES } from '../../../core/timeline-kinds.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { type LaidStretch, layRows, type Stretch } from './stretches.ts';

/** Heights, px: the bars of calls, a lane, the axis, one of several rows within a lane, and the space on top. */
export const [CALLS, LANE, AXIS, ROW, TOP] = [132, 24, 24, 9, 8];
const MOST_ROWS = 6;
const NARROW = 560;

/** Where times lie on a chart of some width. */
export interface Scale {
  readonly start: number;
  readonly end: number;
  /** Left edge of the plot, and its width, px. */
  readonly left: number;
  readonly width: number;
  readonly isNarrow: boolean;
  x(time: number): number;
  /** As `x`, kept within the plot. */
  inside(time: number): number;
  timeAt(pixel: number): number;
}

export function scaleOf(data: TimelineHistogramView, chartWidth: number): Scale {
  const start = Date.parse(data.first_bucket);
  const end = start + data.buckets * data.step_ms;
  const isNarrow = chartWidth < NARROW;
  const left = isNarrow ? 8 : 112;
  const width = Math.max(1, chartWidth - left - 8);
  const x = (time: number): number => left + ((time - start) / (end - start)) * width;
  return {
    start,
    end,
    left,
    width,
    isNarrow,
    x,
    inside: (time) => Math.min(Math.max(x(time), left), left + width),
    timeAt: (pixel) => start + ((pixel - left) / width) * (end - start),
  };
}

export type LaneId = 'alert' | 'admin_change' | 'sign_in' | 'webhook' | 'declared' | 'action';

/** In their order from the top; the plural for the line that says what there is none of. */
const NAMES: readonly (readonly [LaneId, name: string, none: string])[] = [
  ['alert', 'Alerts', 'alerts'],
  ['admin_change', 'Admin changes', 'admin changes'],
  ['sign_in', 'Sign-ins', 'sign-ins'],
  ['webhook', 'Webhooks', 'webhooks'],
  ['declared', 'Declared', 'declared changes'],
  ['action', 'Actions', 'actions'],
];

export interface Lane {
  readonly id: LaneId;
  readonly name: string;
  readonly top: number;
  readonly height: number;
}

export interface Lanes {
  readonly alerts: LaidStretch<TimelineHistogramView['alerts']['spans'][number]>[];
  readonly declared: LaidStretch<TimelineHistogramView['declared']['spans'][number]>[];
  readonly lanes: readonly Lane[];
  /** Where the last lane ends and the axis begins, px. */
  readonly bottom: number;
  /** What there is none of: a lane with nothing in it takes no room. */
  readonly none: readonly string[];
}

export function layLanes(data: TimelineHistogramView): Lanes {
  const end = Date.parse(data.first_bucket) + data.buckets * data.step_ms;
  const alerts = layRows(data.alerts.spans.map(stretchTo(end)), MOST_ROWS);
  const declared = layRows(data.declared.spans.map(stretchTo(end)), MOST_ROWS);
  const heights: Partial<Record<LaneId, number>> = {
    alert: Math.max(LANE, alerts.rows * ROW + 8),
    declared: Math.max(LANE, declared.rows * ROW + 8),
  };
  const lanes: Lane[] = [];
  const none: string[] = [];
  let bottom = TOP + CALLS;
  for (const [id, name, plural] of NAMES) {
    if (isEmpty(data, id)) {
      none.push(plural);
      continue;
    }
    const height = heights[id] ?? LANE;
    lanes.push({ id, name, top: bottom, height });
    bottom += height;
  }
  return { alerts: alerts.laid, declared: declared.laid, lanes, bottom, none };
}

const stretchTo =
  (end: number) =>
  <T extends { from: string; to: string | null }>(item: T): Stretch<T> => ({
    item,
    from: Date.parse(item.from),
    to: item.to === null ? end : Date.parse(item.to),
  });

function isEmpty({ lanes, alerts, declared, actions }: TimelineHistogramView, id: LaneId): boolean {
  if (id === 'declared') return declared.spans.length === 0;
  // An alert may begin before the range, where no bucket counts it.
  if (id === 'alert' && alerts.spans.length > 0) return false;
  const { count } = id === 'alert' ? alerts : id === 'action' ? actions : lanes[id];
  return count.every((each) => each === 0);
}

/** Buckets in which anything happened. */
export function busyBuckets(data: TimelineHistogramView): { i: number; at: number }[] {
  const start = Date.parse(data.first_bucket);
  const all = [...EVENT_LANES.map((name) => data.lanes[name].count), data.alerts.count, data.actions.count];
  return Array.from({ length: data.buckets }, (_, i) => ({ i, at: start + i * data.step_ms })).filter(
    ({ i }) => all.some((count) => (count[i] ?? 0) > 0),
  );
}
