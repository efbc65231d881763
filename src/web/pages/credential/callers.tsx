import type { CredentialContextView } from '../../../http/credential-context-schema.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { Copy } from '../../parts/copy.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Ago } from '../../parts/moment.tsx';
import { counted, figure } from '../../pictures/numbers.ts';

type Caller = CredentialContextView['callers'][number];

/** Who calls: by provider, or by network where none is known; each with its days. */
export function Callers(props: {
  callers: readonly Caller[];
  leftOut: CredentialContextView['left_out'];
  until: string;
}) {
  const { callers, leftOut } = props;
  return (
    <>
      <DataTable
        caption="Callers, the busiest first"
        captionUnseen
        columns={[
          { title: 'From', cell: (caller) => <From caller={caller} /> },
          { title: 'With', cell: ({ clients }) => <span class="mono">{clients.join(', ') || '–'}</span> },
          {
            title: 'To do',
            cell: ({ operations, operation_count: count }) => (
              <>
                {operations.slice(0, 3).map(({ operation }) => (
                  <div key={operation}>
                    <span class="mono">{operation}</span>
                  </div>
                ))}
                {count > 3 && <div class="quiet">and {figure(count - 3)} more</div>}
              </>
            ),
          },
          { title: 'Calls', number: true, cell: ({ calls }) => figure(calls) },
          {
            title: 'By day',
            cell: ({ daily }) => (
              <Sparkline
                values={daily}
                label={`Calls by day, 30 days, at most ${figure(Math.max(...daily))}`}
              />
            ),
          },
          { title: 'Last', cell: ({ last_seen: last }) => <Ago at={last} /> },
        ]}
        rows={callers}
        rowKey={({ network }) => network}
        empty="No log of it names an address."
      />
      {leftOut.calls > 0 && (
        <p class="small quiet">
          and {counted(leftOut.calls, 'call')} of {counted(leftOut.callers, 'other caller')} or of nobody who
          was let in
        </p>
      )}
    </>
  );
}

function From({ caller }: { caller: Caller }) {
  const { addresses, address_count: count } = caller;
  const isNetwork = caller.network.includes('/');
  return (
    <>
      <strong>{isNetwork ? <Copy text={caller.network} /> : (caller.name ?? caller.network)}</strong>
      {caller.country !== null && `, ${caller.country}`}
      {caller.kind !== null && <span class="quiet"> {caller.kind}</span>}{' '}
      {!caller.settled && <span class="caller-new">not believed yet</span>}
      <br />
      {addresses.slice(0, 2).map(({ address }) => (
        <span key={address}>
          <Copy text={address} />{' '}
        </span>
      ))}
      {count > 2 && <span class="quiet">and {figure(count - 2)} more</span>}
    </>
  );
}
