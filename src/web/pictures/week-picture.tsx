import { ChartWithTable } from '../charts/chart-with-table.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { Legend } from './legend.tsx';
import { hoursInWords } from './week-words.ts';

/** When it works: the week as it was learnt, by the clock that it lives by. @param touched hours of an incident */
export function WeekPicture({
  week,
  touched = [],
}: {
  week: { zone: string; clock: 'UTC' | 'local'; utc: readonly number[]; local: readonly number[] };
  touched?: readonly number[];
}) {
  const shares = week.clock === 'UTC' ? week.utc : week.local;
  const zone = week.clock === 'UTC' ? 'UTC' : week.zone;
  const rows = shares.map((share, hour) => ({ share, hour })).sort((a, b) => b.share - a.share);
  return (
    <ChartWithTable
      title={`Its week (${zone})`}
      summary={`Share of its activity in each hour of the week, ${zone}`}
      legend={
        <Legend
          entries={[
            { as: 'box', colour: '--expected-line', text: 'it mostly works then' },
            ...(touched.length > 0
              ? [{ as: 'outline' as const, colour: '--stranger', text: 'this incident' }]
              : []),
          ]}
        />
      }
      columns={[
        { title: 'Hour of the week', cell: ({ hour }) => hoursInWords([hour])[0] },
        {
          title: 'Share of its activity',
          number: true,
          cell: ({ share }) => `${(share * 100).toFixed(2)} %`,
        },
        { title: 'This incident', cell: ({ hour }) => (touched.includes(hour) ? 'yes' : '') },
      ]}
      rows={rows}
      rowKey={({ hour }) => hour}
    >
      <HeatMap shares={shares} marked={touched} />
    </ChartWithTable>
  );
}
