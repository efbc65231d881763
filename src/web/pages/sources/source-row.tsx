import type { SourceList } from '../../../http/sources-schema.ts';
import { ChartWithTable } from '../../charts/chart-with-table.tsx';
import { Ago, Moment } from '../../parts/moment.tsx';
import { shortTime } from '../../parts/time-text.ts';
import { now, shownZone } from '../../state/clock.ts';
import { HourStrip } from './hour-strip.tsx';
import { Rejected } from './rejected.tsx';

type Source = SourceList['sources'][number];

const HOUR = 3_600_000;

/** One source: whether it sends, what came of each hour of the week, what could not be read. */
export function SourceRow(props: { source: Source; from: number; open: boolean; onToggle: () => void }) {
  const { source, from, open, onToggle } = props;
  const events = source.counts.reduce((sum, count) => sum + count, 0);
  const rejected = source.rejected.reduce((sum, { lines }) => sum + lines, 0);
  const days = source.counts.length / 24;
  return (
    <li class="source panel">
      <div class="source-head">
        <h2>{source.source}</h2>
        <State source={source} />
      </div>
      <dl class="facts">
        <dt>Newest events</dt>
        <dd>
          {source.last_event_hour === null
            ? 'none in 90 days'
            : `in the hour from ${shortTime(Date.parse(source.last_event_hour), shownZone.value)}`}
        </dd>
        <dt>Events a day</dt>
        <dd>{Math.round(events / days).toLocaleString('en')}, in the last 7 days</dd>
        <dt>Lines rejected</dt>
        <dd>
          {rejected === 0 ? (
            'none in 7 days'
          ) : (
            <button type="button" class="button plain" aria-expanded={open} onClick={onToggle}>
              {rejected.toLocaleString('en')} in 7 days: {open ? 'hide them' : 'show why'}
            </button>
          )}
        </dd>
      </dl>
      <ChartWithTable
        title="Events by the hour"
        summary={summaryOf(source)}
        columns={[
          { title: 'Hour', cell: ({ at }) => shortTime(at, shownZone.value) },
          {
            title: 'Events',
            number: true,
            cell: ({ said }) => said,
          },
        ]}
        rows={source.counts.map((count, hour) => ({
          at: from + hour * HOUR,
          said:
            count > 0
              ? count.toLocaleString('en')
              : hour === source.counts.length - 1
                ? 'none yet'
                : 'no logs',
        }))}
        rowKey={({ at }) => at}
      >
        <HourStrip counts={source.counts} from={from} />
      </ChartWithTable>
      {open && <Rejected source={source.source} codes={source.rejected} />}
    </li>
  );
}

/** Silent by what chance explains, or merely not heard of lately, such as a log that comes once a night. */
function State({ source: { silent_since, last_arrival_hour } }: { source: Source }) {
  if (silent_since !== null) {
    return (
      <span class="source-state silent">
        <span aria-hidden="true">▲ </span>silent since <Moment at={silent_since} />
      </span>
    );
  }
  if (last_arrival_hour !== null && now.value - Date.parse(last_arrival_hour) < 2 * HOUR) {
    return (
      <span class="source-state good">
        <span aria-hidden="true">● </span>sends
      </span>
    );
  }
  return (
    <span class="source-state">
      <span aria-hidden="true">○ </span>
      {last_arrival_hour === null ? (
        'nothing that could be taken'
      ) : (
        <>
          last heard of <Ago at={last_arrival_hour} />
        </>
      )}
    </span>
  );
}

function summaryOf({ source, counts }: Source): string {
  const gaps = counts.slice(0, -1).filter((count) => count === 0).length;
  return `Events of ${source} in each of the last ${counts.length} hours; ${gaps === 0 ? 'no hour is without logs' : `${gaps} hours are without logs`}`;
}
