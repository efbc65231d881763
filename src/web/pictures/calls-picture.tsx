import { useMemo, useState } from 'preact/hooks';
import type { CallSeriesView } from '../../http/incident-schema.ts';
import { ChartWithTable } from '../charts/chart-with-table.tsx';
import type { Span } from '../charts/marks.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import { useKeys } from '../keys/keys.ts';
import { shortTime } from '../parts/time-text.ts';
import { shownZone } from '../state/clock.ts';
import { Legend } from './legend.tsx';
import { figure } from './numbers.ts';

const HOUR = 3_600_000;
/** An hour quieter than this is one at which it sleeps (1 in 32: five bits): there is nothing to expect. */
const ASLEEP = 1 / 32;
/** Room beside the last hour, so that it is not lost at the edge. */
const MARGIN = 3 * HOUR;

/**
 * Calls by hour as a line over the band that was predicted for each hour, strangers apart. Brushing zooms, Escape goes back.
 *
 * @param incident hours of evidence, start in epoch milliseconds
 * @param bare hours without logs of any source, counted from the first
 */
export function CallsPicture({
  series,
  incident = [],
  bare = [],
  height = 220,
}: {
  series: CallSeriesView;
  incident?: readonly number[];
  bare?: readonly number[];
  height?: number;
}) {
  const start = Date.parse(series.from);
  const end = start + series.calls.length * HOUR;
  const [zoom, setZoom] = useState(() => weekBefore(incident, end));
  const keys = useMemo(
    () => (zoom === null ? [] : [{ key: 'Escape', does: 'zoom out', run: () => setZoom(null) }]),
    [zoom],
  );
  useKeys(keys);
  // One moment more than there are hours: the last hour has an end, too.
  const times = useMemo(
    () => Array.from({ length: series.calls.length + 1 }, (_, hour) => start + hour * HOUR),
    [series, start],
  );
  const lines = useMemo(() => {
    const awake = (values: readonly (number | null)[]): (number | null)[] =>
      values.map((value, hour) => ((series.quiet_share[hour] ?? 1) < ASLEEP ? 0 : value));
    const bareHours = new Set(bare);
    const calls = series.calls.map((value, hour) => (bareHours.has(hour) ? null : value));
    const strange = series.strange.some((value) => value > 0);
    const ended = (values: readonly (number | null)[]): (number | null)[] => [
      ...values,
      values.at(-1) ?? null,
    ];
    return [
      {
        name: 'expected, low',
        values: ended(awake(series.low)),
        as: 'band-low' as const,
        colour: '--expected',
      },
      {
        name: 'expected, high',
        values: ended(awake(series.high)),
        as: 'band-high' as const,
        colour: '--expected',
      },
      { name: 'calls', values: ended(calls), as: 'line' as const, colour: '--observed' },
      ...(strange
        ? [
            {
              name: 'of strangers',
              values: [...series.strange, null],
              as: 'bars' as const,
              colour: '--stranger',
            },
          ]
        : []),
    ];
  }, [series, bare]);
  const spans: Span[] = [
    ...runsOf(bare).map(([from, to]) => ({
      from: start + from * HOUR,
      to: start + to * HOUR,
      as: 'gap' as const,
      colour: '--line-strong',
    })),
    ...incident.map((at) => ({ from: at, to: at + HOUR, as: 'shade' as const, colour: '--stranger' })),
  ];
  const share = Math.round(series.band_share * 100);
  const rows = series.calls
    .map((calls, hour) => ({ at: start + hour * HOUR, calls, hour }))
    .filter(({ calls, at }) => calls > 0 || incident.includes(at));
  return (
    <div>
      <ChartWithTable
        title="Calls by hour"
        summary={`Calls by hour beside the band that was expected, ${shortTime(start, shownZone.value)} to ${shortTime(end, shownZone.value)}`}
        legend={
          <Legend
            entries={[
              { as: 'line', colour: '--observed', text: 'calls' },
              ...(lines.length > 3
                ? [{ as: 'box' as const, colour: '--stranger', text: 'by strangers' }]
                : []),
              {
                as: 'box',
                colour: '--expected',
                text: `expected then: ${share} of 100 hours in which it works`,
              },
              ...(bare.length > 0
                ? [{ as: 'hatch' as const, colour: '--line-strong', text: 'no logs' }]
                : []),
            ]}
          />
        }
        columns={[
          { title: 'Hour', cell: (row) => shortTime(row.at, shownZone.value) },
          { title: 'Calls', number: true, cell: (row) => figure(row.calls) },
          { title: 'By strangers', number: true, cell: (row) => figure(series.strange[row.hour] ?? 0) },
          {
            title: 'Expected',
            number: true,
            cell: (row) => expectedText(series, row.hour),
          },
        ]}
        rows={rows}
        rowKey={(row) => row.at}
      >
        <TimeChart
          times={times}
          lines={lines}
          unit="calls an hour"
          height={height}
          spans={spans}
          from={zoom?.from ?? start}
          to={zoom?.to ?? end + MARGIN}
          onBrush={(from, to) => setZoom({ from, to })}
        />
      </ChartWithTable>
      {zoom !== null && (
        <button type="button" class="button plain small" onClick={() => setZoom(null)}>
          Show all {Math.round(series.calls.length / 24)} days <kbd>Esc</kbd>
        </button>
      )}
    </div>
  );
}

/** The week before an incident and what came of it: the same hour a week ago is in it. Null: all of it. */
function weekBefore(incident: readonly number[], end: number): { from: number; to: number } | null {
  const first = incident[0];
  return first === undefined ? null : { from: first - 7 * 24 * HOUR - MARGIN, to: end + MARGIN };
}

function expectedText(series: CallSeriesView, hour: number): string {
  const [low, high] = [series.low[hour], series.high[hour]];
  if (low == null || high == null) return 'not known yet';
  if ((series.quiet_share[hour] ?? 1) < ASLEEP) return 'none: it sleeps';
  return `${figure(low)} to ${figure(high)}`;
}

/** Runs of neighbouring numbers, the first and the one after the last. */
function runsOf(hours: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const hour of hours) {
    const open = runs.at(-1);
    if (open !== undefined && open[1] === hour) open[1] = hour + 1;
    else runs.push([hour, hour + 1]);
  }
  return runs;
}
