import type { SessionList } from '../../../http/session-schema.ts';
import { send } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Ago, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { signOut } from '../../state/session.ts';
import { useAction } from './use-action.ts';

type Session = SessionList['sessions'][number];

/** Browsers that are signed in, and a way to end each. */
export function Sessions({ everybody }: { everybody: boolean }) {
  const { data, problem, reload } = useData<SessionList>(`/v1/sessions${everybody ? '?all=true' : ''}`);
  const ending = useAction(reload);
  return (
    <Section title={everybody ? 'Who is signed in' : 'Where you are signed in'}>
      <ProblemNote problem={problem ?? ending.problem} retry={reload} />
      {data === null ? (
        problem === null && <Skeleton height={96} />
      ) : (
        <DataTable<Session>
          caption="Sessions"
          captionUnseen
          rowKey={({ id }) => id}
          rows={data.sessions}
          empty="Nobody. Scripts with keys have no session."
          columns={[
            {
              title: 'Who',
              cell: ({ who, email, current }) => (
                <>
                  {who} {email !== null && <span class="quiet">{email}</span>}{' '}
                  {current && <strong>this browser</strong>}
                </>
              ),
            },
            { title: 'From', cell: ({ address }) => <code>{address}</code> },
            { title: 'Browser', cell: ({ user_agent }) => user_agent },
            { title: 'Last used', cell: ({ last_seen_at }) => <Ago at={last_seen_at} /> },
            { title: 'Ends', cell: ({ expires_at }) => <Moment at={expires_at} relative={false} /> },
            {
              title: 'End it',
              cell: ({ id, who, current }) => (
                <button
                  type="button"
                  class="button plain grave"
                  disabled={ending.busy}
                  aria-label={current ? 'Sign out here' : `End the session of ${who}`}
                  onClick={() =>
                    current ? void signOut() : ending.run(() => send('DELETE', `/v1/sessions/${id}`))
                  }
                >
                  {current ? 'Sign out' : 'End'}
                </button>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}
