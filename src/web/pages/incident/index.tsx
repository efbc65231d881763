import { useCallback, useMemo, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { isRule } from '../../../core/explain/rule.ts';
import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { useLive } from '../../api/live.ts';
import { useData } from '../../api/use-data.ts';
import { useKeys } from '../../keys/keys.ts';
import { Copy } from '../../parts/copy.tsx';
import { Ago, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Severity } from '../../parts/severity.tsx';
import { Empty, ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { CallsPicture } from '../../pictures/calls-picture.tsx';
import { IncidentLine } from '../../pictures/incident-line.tsx';
import { NetworkTree } from '../../pictures/network-tree.tsx';
import { TokenFacts } from '../../pictures/token-facts.tsx';
import { ClientList, OperationList } from '../../pictures/use-lists.tsx';
import { WeekPicture } from '../../pictures/week-picture.tsx';
import { may } from '../../state/session.ts';
import { Answers } from './answers.tsx';
import { Decisions } from './decisions.tsx';
import { Evidence } from './evidence.tsx';
import './incident.css';
import { Story } from './story.tsx';
import { Unseen } from './unseen.tsx';
import { Shares, Why } from './why.tsx';

/** One incident: what happened, whether it is real, what to do. */
export default function Incident() {
  const id = useRoute().params['id'] ?? '';
  const path = `/v1/alerts/${encodeURIComponent(id)}`;
  const { data, problem, loading, reload } = useData<AlertContextView>(`${path}/context`);
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => {
    setChanges((before) => before + 1);
    reload();
  }, [reload]);
  useTitle(data === null ? 'Incident' : `${data.alert.severity}: ${nameOf(data)}`);
  useLive(
    ['alert', 'wake'],
    useCallback(
      (news: unknown, kind) => {
        if (kind === 'wake' || (news as { id?: string } | null)?.id === id) changed();
      },
      [id, changed],
    ),
  );

  if (data === null) {
    if (problem?.status === 404 || problem?.status === 400) {
      return (
        <Empty>
          There is no such incident. A late event may have merged it into an earlier one:{' '}
          <a href="/">the overview</a> lists those that there are.
        </Empty>
      );
    }
    return problem === null ? <Loading /> : <ProblemNote problem={problem} retry={reload} />;
  }
  return (
    <article class="incident" aria-busy={loading}>
      <ProblemNote problem={problem} retry={reload} />
      <Head context={data} onChange={changed} />
      <Shares context={data} />
      <Pictures context={data} />
      <Why context={data} />
      <div class="column-pair">
        <Answers context={data} />
        <Unseen context={data} />
      </div>
      <Evidence key={`${data.alert.id} ${data.alert.event_count}`} alert={data.alert} />
      <Story path={path} changes={changes} onChange={changed} mayWrite={may('respond')} context={data} />
      <Section title="Earlier alerts of this credential">
        {data.similar.length === 0 ? (
          <p class="quiet">None before this one.</p>
        ) : (
          data.similar.map((one) => <IncidentLine key={one.id} incident={one} />)
        )}
      </Section>
    </article>
  );
}

const nameOf = ({ alert }: AlertContextView): string => alert.credential_label ?? alert.credential;

function Loading() {
  return (
    <div role="status" aria-label="Loading the incident">
      <Skeleton height={28} width="70%" />
      <p />
      <Skeleton height={72} />
      <p />
      <Skeleton height={260} />
    </div>
  );
}

function Head({ context, onChange }: { context: AlertContextView; onChange: () => void }) {
  const { alert, facts, headline, rarity } = context;
  // Nobody asks how rare it is that a rule was broken.
  const isBroken = alert.score_bits < context.threshold_bits && alert.signals.some(isRule);
  const keys = useMemo(
    () => [
      {
        key: '/',
        does: 'filter the evidence',
        run: () => document.getElementById('evidence-filter')?.focus(),
      },
    ],
    [],
  );
  useKeys(keys);
  return (
    <header class="incident-head">
      <p class="incident-line-of-facts small">
        <Severity of={alert.severity} />
        <span>{alert.disposition === null ? alert.status : `${alert.status}, ${alert.disposition}`}</span>
        <a href={`/credentials/${alert.credential_id}`}>{nameOf(context)}</a>
        <Copy text={alert.credential} />
        <span class={context.still_going_on ? 'incident-live' : 'quiet'}>
          {context.still_going_on ? 'still going on, ' : 'over: '}last call <Ago at={alert.last_event_at} />
        </span>
      </p>
      <h1>{headline}</h1>
      <p class="prose">
        {facts[0]} <span class="quiet">Raised at </span>
        <Moment at={alert.raised_at} />
        <span class="quiet">
          {alert.late_by_seconds > 5_400 &&
            `, ${Math.round(alert.late_by_seconds / 3_600)} hours late: its log came late`}
          .
        </span>
      </p>
      {!isBroken && (
        <p class="prose">
          By chance something this unusual is expected <strong>once in {rarity.words}</strong> of this
          credential
          {rarity.credentials > 1 &&
            ` (once in ${rarity.fleet_words} over your ${rarity.credentials} credentials)`}
          . {alert.counterfactual}
        </p>
      )}
      {isBroken && <p class="prose">{alert.counterfactual}</p>}
      <Decisions context={context} onChange={onChange} />
    </header>
  );
}

function Pictures({ context }: { context: AlertContextView }) {
  const { series, week, networks, operations, clients, unseen } = context;
  const incident = context.hours.map(({ start }) => Date.parse(start));
  const touched = week.clock === 'UTC' ? week.touched_utc : week.touched_local;
  return (
    <>
      <div class="picture-pair">
        <CallsPicture series={series} incident={incident} bare={unseen.bare_hours} />
        <WeekPicture week={week} touched={touched} />
      </div>
      <div class="column-pair">
        <Section title="Networks">
          <NetworkTree tree={networks} />
        </Section>
        <Section title="Clients and tokens">
          <ClientList uses={clients.uses} leftOut={clients.left_out} incident />
          <TokenFacts tokens={context.tokens} />
        </Section>
      </div>
      <Section title="Operations">
        <OperationList uses={operations.uses} leftOut={operations.left_out} incident />
      </Section>
      <p class="small quiet">
        Expected is what was known when it was judged: the hours before{' '}
        <Moment at={context.known_until} relative={false} />. What came later has not changed it.
      </p>
    </>
  );
}
