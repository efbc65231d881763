import { useState } from 'preact/hooks';
import type { UserList } from '../../../http/user-schema.ts';
import { send } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Ago } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { NewUser } from './new-user.tsx';
import { PasswordReset } from './password-reset.tsx';
import { useAction } from './use-action.ts';

type User = UserList['users'][number];

/** The people who may sign in. */
export function Users() {
  const { data, problem, reload } = useData<UserList>('/v1/users');
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState<User | null>(null);
  const changing = useAction(reload);
  const change = (user: User, body: object): void =>
    changing.run(() => send('PATCH', `/v1/users/${user.id}`, body));
  return (
    <Section
      title="Users"
      tools={
        <button type="button" class="button" onClick={() => setAdding(true)}>
          Add a user
        </button>
      }
    >
      <ProblemNote problem={problem ?? changing.problem} retry={reload} />
      {data === null ? (
        problem === null && <Skeleton height={96} />
      ) : (
        <DataTable<User>
          caption="The people who may sign in"
          captionUnseen
          rowKey={({ id }) => id}
          rows={data.users}
          empty="Nobody yet: you signed in with a key. Add the people who answer alerts, so that the trail names them."
          columns={[
            {
              title: 'Name',
              cell: ({ name, disabled_at }) => (
                <>
                  {name} {disabled_at !== null && <span class="chip">disabled</span>}
                </>
              ),
            },
            { title: 'E-mail address', cell: ({ email }) => email ?? '–' },
            {
              title: 'Role',
              cell: (user) => (
                <select
                  class="button"
                  aria-label={`Role of ${user.name}`}
                  value={user.role}
                  disabled={changing.busy}
                  onChange={(event) => change(user, { role: event.currentTarget.value })}
                >
                  <option value="read">read: look</option>
                  <option value="respond">respond: look and decide</option>
                  <option value="admin">admin: everything</option>
                </select>
              ),
            },
            { title: 'Signs in by', cell: signsInBy },
            { title: 'Since', cell: ({ created_at }) => <Ago at={created_at} /> },
            {
              title: 'Change',
              cell: (user) => (
                <>
                  {user.email !== null && (
                    <button
                      type="button"
                      class="button plain"
                      aria-label={`New password for ${user.name}`}
                      onClick={() => setResetting(user)}
                    >
                      New password
                    </button>
                  )}
                  <button
                    type="button"
                    class={`button plain ${user.disabled_at === null ? 'grave' : ''}`}
                    disabled={changing.busy}
                    aria-label={`${user.disabled_at === null ? 'Disable' : 'Enable'} ${user.name}`}
                    onClick={() => change(user, { disabled: user.disabled_at === null })}
                  >
                    {user.disabled_at === null ? 'Disable' : 'Enable'}
                  </button>
                </>
              ),
            },
          ]}
        />
      )}
      {adding && (
        <Drawer title="Add a user" onClose={() => setAdding(false)}>
          <NewUser
            onDone={() => {
              setAdding(false);
              reload();
            }}
          />
        </Drawer>
      )}
      {resetting !== null && (
        <Drawer title={`New password for ${resetting.name}`} onClose={() => setResetting(null)}>
          <PasswordReset
            id={resetting.id}
            onDone={() => {
              setResetting(null);
              reload();
            }}
          />
        </Drawer>
      )}
    </Section>
  );
}

function signsInBy({ has_password, issuer }: User): string {
  const ways = [...(has_password ? ['password'] : []), ...(issuer === null ? [] : [issuer])];
  return ways.join(', ');
}
