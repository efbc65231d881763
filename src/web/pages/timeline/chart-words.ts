import { EVENT_LANES } from '../../../core/timeline-kinds.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { timeOfBucket } from './time-axis.ts';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const figure = (count: number): string => count.toLocaleString('en');

const NAMES = {
  access: ['call', 'calls'],
  webhook: ['webhook', 'webhooks'],
  sign_in: ['sign-in', 'sign-ins'],
  admin_change: ['admin change', 'admin changes'],
} as const;

const counted = (count: number, [one, many]: readonly [string, string]): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

/** What the chart shows, in sentences, for who cannot see it. */
export function summaryOf(data: TimelineHistogramView, zone: string): string {
  const { lanes, alerts, actions, declared, gaps, step_ms } = data;
  const when = `From ${timeOfBucket(Date.parse(data.from), step_ms, zone)} to ${timeOfBucket(Date.parse(data.to), step_ms, zone)} (${zone})`;
  const { count } = lanes.access;
  const most = Math.max(0, ...count);
  const peak = Date.parse(data.first_bucket) + count.indexOf(most) * step_ms;
  return [
    `${when}: ${counted(sum(count), NAMES.access)}, ${figure(sum(lanes.access.failed))} of them failed.`,
    most > 0 ? `Most, ${figure(most)}, from ${timeOfBucket(peak, step_ms, zone)} on.` : '',
    `${EVENT_LANES.filter((lane) => lane !== 'access')
      .map((lane) => counted(sum(lanes[lane].count), NAMES[lane]))
      .join(
        ', ',
      )}, ${counted(sum(alerts.count), ['alert', 'alerts'])}, ${counted(sum(actions.count), ['action', 'actions'])}.`,
    declared.spans.length > 0
      ? `${counted(declared.spans.length, ['declared change', 'declared changes'])}.`
      : '',
    gaps.length > 0 ? `No logs in ${counted(gaps.length, ['stretch', 'stretches'])} of hours.` : '',
    data.share < 1 ? 'The counts are an estimate from a sample.' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The line above the chart: of one bucket, or of the whole range. */
export function textOfBucket(data: TimelineHistogramView, bucket: number | null, zone: string): string {
  const { lanes, alerts, actions, step_ms } = data;
  const of = (counts: readonly number[]): number => (bucket === null ? sum(counts) : (counts[bucket] ?? 0));
  const parts = [
    ...EVENT_LANES.map((lane) => [of(lanes[lane].count), NAMES[lane]] as const),
    [of(alerts.count), ['alert', 'alerts']] as const,
    [of(actions.count), ['action', 'actions']] as const,
  ].filter(([count], index) => count > 0 || index === 0);
  const failed = of(lanes.access.failed);
  const [calls, ...others] = parts.map(([count, names]) => counted(count, names));
  const words = [failed > 0 ? `${calls}, ${figure(failed)} failed` : calls, ...others].join(' · ');
  const estimate = data.share < 1 ? 'about ' : '';
  if (bucket === null) return `${estimate}${words}`;
  const at = Date.parse(data.first_bucket) + bucket * step_ms;
  const gap = data.gaps.some(({ from, to }) => at >= Date.parse(from) && at + step_ms <= Date.parse(to));
  return `${timeOfBucket(at, step_ms, zone)}: ${gap ? 'no logs' : `${estimate}${words}`}`;
}
