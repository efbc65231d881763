import type { Backtest } from '../../../http/backtest-schema.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Severity } from '../../parts/severity.tsx';

type Result = NonNullable<Backtest['result']>;
type Alert = Result['alerts'][number];

/** "This would have raised 7 alerts: these." */
export function BudgetResult({ result }: { result: Result }) {
  const [tried, inForce] = [alarms(result.tried), alarms(result.in_force)];
  const listed = result.alerts.filter(({ severity }) => severity !== 'info' && severity !== 'low');
  return (
    <>
      <p>
        <strong>
          This would have raised {tried} {tried === 1 ? 'alert' : 'alerts'} in the last 90 days.
        </strong>{' '}
        The budget in force ({result.budget_in_force}) raises {inForce}: {result.new} more, {result.gone}{' '}
        fewer. {coverage(result)}
      </p>
      <DataTable<Alert>
        caption="Alerts that it would have raised, the worst first"
        rowKey={({ episode }) => episode}
        rows={listed}
        empty="None of medium or more."
        columns={[
          { title: 'Severity', cell: ({ severity }) => <Severity of={severity} /> },
          { title: 'When', cell: ({ raised_at }) => <Moment at={raised_at} /> },
          {
            title: 'What',
            cell: ({ explanation, now, episode }) =>
              now ? <a href={`/alerts/${encodeURIComponent(episode)}`}>{explanation}</a> : explanation,
          },
          { title: 'With the budget in force', cell: ({ otherwise }) => otherwise ?? 'silent' },
        ]}
      />
    </>
  );
}

const alarms = ({ medium, high, critical }: Result['tried']): number =>
  (medium ?? 0) + (high ?? 0) + (critical ?? 0);

const coverage = ({ hours_scored, hours_not_scored }: Result): string =>
  hours_scored === 0
    ? 'No hour was judged yet: everything stored was only learnt from.'
    : hours_not_scored === 0
      ? ''
      : `${hours_not_scored.toLocaleString('en')} hours were only learnt from, so nothing could come of them.`;
