import { useCallback, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { OverviewView } from '../../../http/overview-schema.ts';
import { send } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import { useData } from '../../api/use-data.ts';
import { useKeys } from '../../keys/keys.ts';
import { Section } from '../../parts/section.tsx';
import { Empty, ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { IncidentLine } from '../../pictures/incident-line.tsx';
import { counted } from '../../pictures/numbers.ts';
import { may } from '../../state/session.ts';
import { AtAGlance } from './at-a-glance.tsx';
import './overview.css';
import { Beside } from './beside.tsx';

type Incident = OverviewView['alerts'][number];

/** Everything at a glance: incidents first, the worst of them on top. */
export default function Overview() {
  const { data, problem, reload } = useData<OverviewView>('/v1/overview');
  const open = data?.counts.reduce((sum, each) => sum + each.open, 0) ?? 0;
  useTitle(open === 0 ? 'Overview' : `${open} open`);
  useLive(['alert', 'wake'], reload);
  if (data === null) {
    return problem === null ? <Loading /> : <ProblemNote problem={problem} retry={reload} />;
  }
  return (
    <>
      <h1 class="unseen">Overview</h1>
      <ProblemNote problem={problem} retry={reload} />
      <AtAGlance overview={data} />
      <Incidents alerts={data.alerts} overview={data} onChange={reload} />
      <Beside overview={data} />
    </>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading the overview">
      <Skeleton height={72} />
      <p />
      <Skeleton height={280} />
    </div>
  );
}

const isTold = ({ severity }: Incident): boolean => severity !== 'low' && severity !== 'info';

function Incidents(props: { alerts: readonly Incident[]; overview: OverviewView; onChange: () => void }) {
  const { alerts, overview, onChange } = props;
  const { route } = useLocation();
  const [selected, setSelected] = useState<string | null>(null);
  const [quietOnes, setQuietOnes] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const told = useMemo(() => alerts.filter(isTold), [alerts]);
  const quiet = useMemo(() => alerts.filter((alert) => !isTold(alert)), [alerts]);
  const shown = useMemo(() => [...told, ...(quietOnes ? quiet : [])], [told, quiet, quietOnes]);

  const acknowledge = useCallback(
    async (id: string): Promise<void> => {
      try {
        await send('PATCH', `/v1/alerts/${id}`, { status: 'acknowledged' });
        setProblem(null);
        onChange();
      } catch (error) {
        setProblem(error as Error);
      }
    },
    [onChange],
  );
  const mayDecide = may('respond');
  const keys = useMemo(() => {
    const at = shown.findIndex(({ id }) => id === selected);
    const move = (to: number) => () => {
      const next = shown[Math.min(Math.max(0, to), shown.length - 1)];
      if (next === undefined) return;
      setSelected(next.id);
      document.getElementById(`incident-${next.id}`)?.scrollIntoView({ block: 'nearest' });
    };
    const one = shown[at];
    return [
      { key: 'j', does: 'next incident', run: move(at + 1) },
      { key: 'k', does: 'incident before', run: move(at - 1) },
      ...(one === undefined
        ? []
        : [{ key: 'Enter', does: 'open it', run: () => route(`/alerts/${one.id}`) }]),
      ...(one === undefined || !mayDecide
        ? []
        : [
            { key: 'a', does: 'acknowledge it', run: () => void acknowledge(one.id) },
            { key: 'e', does: 'mark it as expected', run: () => route(`/alerts/${one.id}?decide=expected`) },
          ]),
    ];
  }, [shown, selected, mayDecide, route, acknowledge]);
  useKeys(keys);

  const all = overview.counts.reduce((sum, each) => sum + each.open + each.acknowledged, 0);
  return (
    <Section
      title="Incidents"
      tools={
        <span class="small quiet key-hints">
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens
          {mayDecide && (
            <>
              , <kbd>a</kbd> acknowledges, <kbd>e</kbd> expected
            </>
          )}
        </span>
      }
    >
      <ProblemNote problem={problem} />
      {told.length === 0 && <Empty>{nothingOpen(overview)}</Empty>}
      <List alerts={told} selected={selected} />
      {quiet.length > 0 && (
        <>
          <button
            type="button"
            class="button plain small below-budget"
            aria-expanded={quietOnes}
            onClick={() => setQuietOnes(!quietOnes)}
          >
            {quietOnes ? 'Hide' : 'Show'} {counted(quiet.length, 'episode')} below the alert budget: nobody
            was told
          </button>
          {quietOnes && <List alerts={quiet} selected={selected} />}
        </>
      )}
      {all > alerts.length && (
        <p class="small quiet">
          The first {alerts.length} of {all}. Close what is done with, or filter by credential.
        </p>
      )}
    </Section>
  );
}

function List({ alerts, selected }: { alerts: readonly Incident[]; selected: string | null }) {
  return (
    <ul class="incident-list">
      {alerts.map((alert) => (
        <li key={alert.id} id={`incident-${alert.id}`}>
          <IncidentLine incident={alert} selected={alert.id === selected} />
        </li>
      ))}
    </ul>
  );
}

function nothingOpen({ coverage, learning }: OverviewView) {
  if (coverage.source_count === 0) {
    return (
      <>
        No log has come yet, so nothing can be judged. <a href="/sources">Sources</a> says how to connect one.
      </>
    );
  }
  return (
    <>
      No incident. {counted(coverage.source_count, 'log source')} {coverage.source_count === 1 ? 'is' : 'are'}{' '}
      read
      {learning.count > 0 && `, ${counted(learning.count, 'credential')} still being learnt`}.
    </>
  );
}
