import type { Severity } from '../../../core/alert.ts';
import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { barsPath } from './bars.ts';
import { LANE, type Lane, type Lanes, ROW, type Scale } from './lanes.ts';

const SHAPES: Readonly<Record<Severity, string>> = {
  critical: '▲',
  high: '◆',
  medium: '■',
  low: '●',
  info: '○',
};

interface MarksProps {
  readonly lane: Lane;
  readonly data: TimelineHistogramView;
  readonly laid: Lanes;
  readonly scale: Scale;
}

/** What a lane holds: bars of counts, or each thing by itself where they are few. */
export function LaneMarks(props: MarksProps) {
  const { lane, data } = props;
  switch (lane.id) {
    case 'alert':
      return data.alerts.too_many ? (
        <Counted {...props} kind="alerts" count={data.alerts.count} />
      ) : (
        <AlertMarks {...props} />
      );
    case 'declared':
      return <DeclaredMarks {...props} />;
    case 'action':
      return data.actions.too_many ? (
        <Counted {...props} kind="calls" count={data.actions.count} />
      ) : (
        <ActionMarks {...props} />
      );
    default:
      return <Counted {...props} kind="calls" {...data.lanes[lane.id]} />;
  }
}

/** Bars as wide as the plot allows: with a gap between them where they are wide. */
export const gapOf = ({ width }: Scale, { buckets }: TimelineHistogramView): number =>
  width / buckets > 4 ? 1 : 0;

function Counted(
  props: MarksProps & { kind: 'calls' | 'alerts'; count: readonly number[]; failed?: readonly number[] },
) {
  const { lane, scale, data, kind, count, failed } = props;
  const place = {
    left: scale.left,
    width: scale.width,
    bottom: lane.top + lane.height,
    height: LANE - 6,
  };
  const most = Math.max(1, ...count);
  const gap = gapOf(scale, data);
  return (
    <g>
      <path class={kind} d={barsPath(count, place, most, gap)} />
      {failed !== undefined && <path class="failed" d={barsPath(failed, place, most, gap)} />}
    </g>
  );
}

function AlertMarks({ lane, laid, scale }: MarksProps) {
  const { left, width, x } = scale;
  return (
    <>
      {laid.alerts.map(({ row, item, from, to }) => {
        const raised = x(Date.parse(item.raised_at));
        return (
          <g key={item.id} class={`severity ${item.severity}`}>
            <title>{`${item.severity} alert, ${item.status}: ${item.credential_label ?? item.credential}`}</title>
            <Bar lane={lane} scale={scale} row={row} from={from} to={to} />
            {raised >= left && raised <= left + width && (
              <text x={raised} y={lane.top + 11 + row * ROW} text-anchor="middle">
                {SHAPES[item.severity]}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

function DeclaredMarks({ lane, laid, scale }: MarksProps) {
  return (
    <>
      {laid.declared.map(({ row, item, from, to }) => (
        <g key={item.id} class={`declared ${item.kind}`}>
          <title>{`${item.kind}: ${item.credential}${item.reason === null ? '' : `, ${item.reason}`}`}</title>
          <Bar lane={lane} scale={scale} row={row} from={from} to={to} />
        </g>
      ))}
    </>
  );
}

function Bar(props: { lane: Lane; scale: Scale; row: number; from: number; to: number }) {
  const { lane, scale, row } = props;
  const [left, right] = [scale.inside(props.from), scale.inside(props.to)];
  return (
    <rect x={left} y={lane.top + 4 + row * ROW} width={Math.max(3, right - left)} height={ROW - 3} rx={2} />
  );
}

function ActionMarks({ lane, data, scale }: MarksProps) {
  return (
    <>
      {data.actions.marks.map((mark) => (
        <g key={mark.id} class="action">
          <title>{`${mark.actor}: ${mark.action}${mark.credential === null ? '' : ` (${mark.credential})`}`}</title>
          <circle cx={scale.x(Date.parse(mark.time))} cy={lane.top + LANE / 2} r={3.5} />
        </g>
      ))}
    </>
  );
}
