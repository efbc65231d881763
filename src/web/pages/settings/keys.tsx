import { useState } from 'preact/hooks';
import type { KeyView } from '../../../http/key-schema.ts';
import { send } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { Copy } from '../../parts/copy.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Ago, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';
import { now } from '../../state/clock.ts';
import { NewKey } from './new-key.tsx';
import { useAction } from './use-action.ts';

/** Keys of the API: those that are in force first. */
export function Keys() {
  const { data, problem, reload } = useData<{ keys: KeyView[] }>('/v1/keys');
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const revoking = useAction(reload);
  const rows = [...(data?.keys ?? [])].sort((a, b) => Number(isOver(a)) - Number(isOver(b)));
  return (
    <Section
      title="API keys"
      tools={
        <button type="button" class="button" onClick={() => setAdding(true)}>
          Make a key
        </button>
      }
    >
      {made !== null && (
        <p class="secret-shown" role="status">
          This is the key. It is shown this once, and only its hash is kept: <Copy text={made} />{' '}
          <button type="button" class="button plain" onClick={() => setMade(null)}>
            I have it
          </button>
        </p>
      )}
      <ProblemNote problem={problem ?? revoking.problem} retry={reload} />
      {data === null ? (
        problem === null && <Skeleton height={96} />
      ) : (
        <DataTable<KeyView>
          caption="Keys of the API"
          captionUnseen
          rowKey={({ id }) => id}
          rows={rows}
          empty="None yet. A log shipper needs one with the role ingest."
          columns={[
            { title: 'Name', cell: ({ name }) => name },
            { title: 'Role', cell: ({ role }) => role },
            { title: 'May report on', cell: limitsOf },
            { title: 'Made', cell: ({ created_at }) => <Ago at={created_at} /> },
            { title: 'In force', cell: inForce },
            {
              title: 'Revoke',
              cell: (key) =>
                !isOver(key) && (
                  <button
                    type="button"
                    class="button plain grave"
                    disabled={revoking.busy}
                    aria-label={`Revoke the key ${key.name}`}
                    onClick={() => revoking.run(() => send('DELETE', `/v1/keys/${key.id}`))}
                  >
                    Revoke
                  </button>
                ),
            },
          ]}
        />
      )}
      {adding && (
        <Drawer title="Make a key" onClose={() => setAdding(false)}>
          <NewKey
            onDone={(key) => {
              setAdding(false);
              setMade(key);
              reload();
            }}
          />
        </Drawer>
      )}
    </Section>
  );
}

const isOver = ({ revoked_at, expires_at }: KeyView): boolean =>
  revoked_at !== null || (expires_at !== null && Date.parse(expires_at) <= now.value);

function inForce(key: KeyView) {
  if (key.revoked_at !== null) return <span class="quiet">revoked</span>;
  if (key.expires_at === null) return 'until it is revoked';
  return isOver(key) ? <span class="quiet">expired</span> : <Moment at={key.expires_at} />;
}

function limitsOf({ role, source, credential_pattern, new_credentials_per_hour }: KeyView): string {
  if (role !== 'ingest') return '–';
  const limits = [
    ...(source === null ? [] : [`source ${source}`]),
    ...(credential_pattern === null ? ['every credential'] : [`credentials ${credential_pattern}`]),
    ...(new_credentials_per_hour === null ? [] : [`${new_credentials_per_hour} new an hour`]),
  ];
  return limits.join(', ');
}
