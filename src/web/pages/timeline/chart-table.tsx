import type { TimelineHistogramView } from '../../../http/timeline-histogram-schema.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { shownZone } from '../../state/clock.ts';
import { busyBuckets } from './lanes.ts';
import { timeOfBucket } from './time-axis.ts';

/** The chart as figures. */
export function ChartTable({ data }: { data: TimelineHistogramView }) {
  const zone = shownZone.value;
  const { access, webhook, sign_in: signIn, admin_change: adminChange } = data.lanes;
  return (
    <div class="chart-table">
      <DataTable
        caption={`What happened, by ${stepText(data.step_ms)}`}
        columns={[
          { title: 'From', cell: ({ at }) => timeOfBucket(at, data.step_ms, zone) },
          { title: 'Calls', number: true, cell: ({ i }) => access.count[i]?.toLocaleString('en') },
          { title: 'Failed', number: true, cell: ({ i }) => access.failed[i]?.toLocaleString('en') },
          { title: 'Webhooks', number: true, cell: ({ i }) => webhook.count[i] },
          { title: 'Sign-ins', number: true, cell: ({ i }) => signIn.count[i] },
          { title: 'Admin changes', number: true, cell: ({ i }) => adminChange.count[i] },
          { title: 'Alerts', number: true, cell: ({ i }) => data.alerts.count[i] },
          { title: 'Actions', number: true, cell: ({ i }) => data.actions.count[i] },
        ]}
        rows={busyBuckets(data)}
        rowKey={({ i }) => i}
        empty="Nothing happened."
      />
    </div>
  );
}

/** A length of time in words: `15 minutes`. */
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
