import { useCallback, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { CredentialContextView } from '../../../http/credential-context-schema.ts';
import type { CredentialView } from '../../../http/credential-schema.ts';
import type { ExpectationView } from '../../../http/expectation-schema.ts';
import { withQuery } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import { useData } from '../../api/use-data.ts';
import { Copy } from '../../parts/copy.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Empty, ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { CallsPicture } from '../../pictures/calls-picture.tsx';
import { ExpectationList } from '../../pictures/expectation-list.tsx';
import { IncidentLine } from '../../pictures/incident-line.tsx';
import { NetworkTree } from '../../pictures/network-tree.tsx';
import { counted, figure } from '../../pictures/numbers.ts';
import { TokenFacts } from '../../pictures/token-facts.tsx';
import { ClientList, OperationList } from '../../pictures/use-lists.tsx';
import { WeekPicture } from '../../pictures/week-picture.tsx';
import { may } from '../../state/session.ts';
import { Callers } from './callers.tsx';
import './credential.css';
import { DeclareDrawer } from './declare-drawer.tsx';
import { EditDrawer } from './edit-drawer.tsx';

/** One credential: who calls with it, how, and what was said of it. */
export default function Credential() {
  const id = useRoute().params['id'] ?? '';
  const path = `/v1/credentials/${encodeURIComponent(id)}`;
  const credential = useData<CredentialView>(path);
  const context = useData<CredentialContextView>(`${path}/context`);
  const declared = useData<{ expectations: readonly ExpectationView[] }>(
    withQuery('/v1/expectations', { credential: id, limit: 200 }),
  );
  const one = credential.data;
  useTitle(one === null ? 'Credential' : (one.label ?? one.credential));
  const reload = useCallback(() => {
    credential.reload();
    context.reload();
    declared.reload();
  }, [credential.reload, context.reload, declared.reload]);
  useLive(
    ['alert', 'wake'],
    useCallback(
      (news: unknown, kind) => {
        if (kind === 'wake' || (news as { credential_id?: string } | null)?.credential_id === one?.id)
          reload();
      },
      [reload, one?.id],
    ),
  );
  if (one === null) {
    if (credential.problem?.status === 404 || credential.problem?.status === 400) {
      return (
        <Empty>
          No event of such a credential was ever accepted. <a href="/credentials">All that were seen</a>.
        </Empty>
      );
    }
    return credential.problem === null ? (
      <Skeleton height={320} />
    ) : (
      <ProblemNote problem={credential.problem} retry={credential.reload} />
    );
  }
  return (
    <article>
      <Head credential={one} context={context.data} onChange={reload} />
      <ProblemNote problem={context.problem} retry={context.reload} />
      {context.data === null && context.problem === null && <Skeleton height={400} />}
      {context.data !== null && <Profile context={context.data} />}
      <div class="column-pair">
        <Section title="Incidents">
          {context.data?.incidents.length === 0 && <p class="quiet">Nothing unusual was found of it.</p>}
          {context.data?.incidents.map((incident) => (
            <IncidentLine key={incident.id} incident={incident} />
          ))}
        </Section>
        <Section title="Declared changes">
          <ProblemNote problem={declared.problem} retry={declared.reload} />
          <ExpectationList
            expectations={declared.data?.expectations ?? []}
            mayChange={may('respond')}
            onChange={declared.reload}
            empty="Nothing was declared. A move, a new schedule or a migration that is declared ahead raises no alert."
          />
        </Section>
      </div>
    </article>
  );
}

function Head(props: {
  credential: CredentialView;
  context: CredentialContextView | null;
  onChange: () => void;
}) {
  const { credential, context, onChange } = props;
  const [drawer, setDrawer] = useState<'edit' | 'declare' | null>(null);
  const timeline = withQuery('/timeline', { credential: `external:${credential.credential}` });
  const close = (): void => setDrawer(null);
  return (
    <header>
      <div class="page-head">
        <h1>{credential.label ?? credential.credential}</h1>
        <Copy text={credential.credential} />
        <span class="credential-tools">
          <a class="button" href={timeline}>
            Its timeline
          </a>
          {may('respond') && (
            <>
              <button type="button" class="button" onClick={() => setDrawer('declare')}>
                Declare a change …
              </button>
              <button type="button" class="button" onClick={() => setDrawer('edit')}>
                Edit …
              </button>
            </>
          )}
        </span>
      </div>
      <dl class="facts credential-facts">
        <dt>Owner</dt>
        <dd>
          {credential.owner ?? <span class="quiet">nobody named: the first thing to ask at 3 a.m.</span>}
        </dd>
        <dt>State</dt>
        <dd class={credential.state === 'revoked' || credential.decoy ? 'credential-grave' : ''}>
          {credential.state === 'revoked' ? 'revoked: any use is an alert' : 'active'}
          {credential.decoy && ', a decoy: any use is an alert'}
        </dd>
        {credential.account_id !== null && (
          <>
            <dt>Account</dt>
            <dd>
              <Copy text={credential.account_id} />
            </dd>
          </>
        )}
        <dt>Calls</dt>
        <dd>
          {figure(credential.calls_24h)} in 24 hours, {figure(credential.calls_30d)} in 30 days
          {credential.last_seen_at !== null && (
            <>
              ; the last one <Moment at={credential.last_seen_at} />
            </>
          )}
        </dd>
        <dt>Known</dt>
        <dd>{context === null ? '…' : knownInWords(context)}</dd>
        <dt>Budget, clock</dt>
        <dd>
          {credential.budget ?? 'that of the installation'};{' '}
          {credential.time_zone ?? 'the installation’s time zone'}
        </dd>
      </dl>
      {drawer === 'edit' && <EditDrawer credential={credential} onClose={close} onDone={onChange} />}
      {drawer === 'declare' && <DeclareDrawer credential={credential} onClose={close} onDone={onChange} />}
    </header>
  );
}

function knownInWords({ learning }: CredentialContextView) {
  if (learning.since === null) return 'it has never called';
  return (
    <>
      since <Moment at={learning.since} relative={false} />: {counted(Math.floor(learning.days), 'day')},{' '}
      {counted(learning.active_hours, 'active hour')}
      {learning.is_learning && <strong> · still learning: its alerts deserve less trust</strong>}
    </>
  );
}

function Profile({ context }: { context: CredentialContextView }) {
  if (context.newest_event_at === null) {
    return <Empty>It has never called, so there is nothing to learn from yet.</Empty>;
  }
  return (
    <>
      <Section title="Who calls with it, 30 days">
        <Callers callers={context.callers} leftOut={context.left_out} until={context.newest_event_at} />
      </Section>
      <div class="picture-pair">
        <CallsPicture series={context.series} />
        <WeekPicture week={context.week} />
      </div>
      <div class="column-pair">
        <Section title="Networks">
          <NetworkTree tree={context.networks} />
        </Section>
        <Section title="Clients and tokens">
          <ClientList uses={context.clients.uses} leftOut={context.clients.left_out} incident={false} />
          <TokenFacts tokens={context.tokens} />
        </Section>
      </div>
      <Section title="Operations">
        <OperationList
          uses={context.operations.uses}
          leftOut={context.operations.left_out}
          incident={false}
        />
      </Section>
    </>
  );
}
