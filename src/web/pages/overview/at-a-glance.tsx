import { useCallback, useState } from 'preact/hooks';
import type { OverviewView } from '../../../http/overview-schema.ts';
import { useLive } from '../../api/live.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { Severity } from '../../parts/severity.tsx';
import { counted, figure } from '../../pictures/numbers.ts';

/** Of fewer hours there is no shape to see. */
const FEWEST_HOURS = 3;

/** The line on top: what is open, whether the promise is kept, whether logs come. */
export function AtAGlance({ overview }: { overview: OverviewView }) {
  const { counts, budget, ingest, coverage } = overview;
  const open = counts.filter((each) => each.open > 0 && each.severity !== 'low' && each.severity !== 'info');
  const acknowledged = counts.reduce((sum, each) => sum + each.acknowledged, 0);
  return (
    <div class="glance">
      <section aria-label="Open incidents">
        <h2>Open</h2>
        <p class="glance-figure">
          {open.length === 0
            ? 'none'
            : open.map(({ severity, open: n }) => <Severity key={severity} of={severity} count={n} />)}
        </p>
        <p class="small quiet">
          {acknowledged === 0 ? 'none acknowledged' : `${figure(acknowledged)} acknowledged`}
        </p>
      </section>
      <section aria-label="Alert budget">
        <h2>False alarms, 90 days</h2>
        <p class="glance-figure">
          {budget.realised} <span class="quiet">of {budget.promised.toFixed(1)} promised</span>
        </p>
        <p class="small quiet">{promiseInWords(budget)}</p>
      </section>
      <Ingest ingest={ingest} />
      <section aria-label="Coverage">
        <h2>Logs, 7 days</h2>
        <p class="glance-figure">
          {coverage.source_count === 0 ? 'no source' : counted(coverage.source_count, 'source')}
        </p>
        <p class="small quiet">
          {coverage.hours_without_any === 0
            ? 'every hour has logs'
            : `${counted(coverage.hours_without_any, 'hour')} without any`}
        </p>
      </section>
    </div>
  );
}

function promiseInWords({ kept, budget, by_rule: byRule, compromised }: OverviewView['budget']): string {
  const verdict = kept === null ? 'too early to tell' : kept ? 'kept' : 'broken';
  const apart = [
    ...(byRule > 0 ? [`${byRule} by a rule`] : []),
    ...(compromised > 0 ? [`${compromised} compromised`] : []),
  ];
  return `budget ${budget}: ${verdict}${apart.length === 0 ? '' : `; apart: ${apart.join(', ')}`}`;
}

interface IngestNews {
  readonly per_second: number;
  readonly accepted: number;
}

function Ingest({ ingest }: { ingest: OverviewView['ingest'] }) {
  const [news, setNews] = useState<IngestNews | null>(null);
  useLive(
    ['ingest'],
    useCallback((data: unknown) => setNews(data as IngestNews), []),
  );
  const total = ingest.arrivals.reduce((sum, each) => sum + each, 0);
  const hoursWithLogs = ingest.arrivals.filter((each) => each > 0).length;
  return (
    <section aria-label="Ingest">
      <h2>Ingest</h2>
      <p class="glance-figure">
        {news === null || news.per_second === 0
          ? `${rate(ingest.per_minute)} a minute`
          : `${rate(news.per_second)} a second`}
      </p>
      <p class="small quiet">
        {hoursWithLogs >= FEWEST_HOURS && (
          <Sparkline values={ingest.arrivals} label="Events that came in, by hour, 24 hours" height={16} />
        )}{' '}
        {figure(total)} in 24 h
      </p>
    </section>
  );
}

const rate = (value: number): string => (value >= 10 || value === 0 ? figure(value) : value.toFixed(1));
