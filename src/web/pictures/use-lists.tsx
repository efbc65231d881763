import { useState } from 'preact/hooks';
import { Copy } from '../parts/copy.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/moment.tsx';
import './use-lists.css';
import { counted, figure } from './numbers.ts';

interface Use {
  readonly value: string;
  readonly belief: string;
  readonly last_seen: string | null;
  readonly days: number;
  readonly calls: number;
  readonly alert_calls: number;
}
interface OperationUse extends Use {
  readonly words: string;
  readonly impact: string;
}

const IMPACT_WORDS: Readonly<Record<string, string>> = {
  none: 'harmless',
  recon: 'looks around',
  exfiltration: 'takes data',
  persistence: 'digs in',
  destruction: 'destroys',
};
/** Rows that are shown at first. */
const FEW = 8;

/** What it does: what is new first, and what each call would give a thief. */
export function OperationList({
  uses,
  leftOut,
  incident,
}: {
  uses: readonly OperationUse[];
  leftOut: number;
  incident: boolean;
}) {
  return (
    <UseTable
      caption="What it does, known and new"
      uses={uses}
      leftOut={leftOut}
      incident={incident}
      name={{
        title: 'Operation',
        cell: (use) => (
          <>
            <span class={isStrange(use) ? 'strange-use' : ''}>{use.words}</span>
            <br />
            <Copy text={use.value} />
          </>
        ),
      }}
      more={[
        {
          title: 'Would give a thief',
          cell: (use) => (
            <span class={`impact ${isStrange(use) ? use.impact : ''}`}>
              {IMPACT_WORDS[use.impact] ?? use.impact}
            </span>
          ),
        },
      ]}
    />
  );
}

/** With which programs. */
export function ClientList(props: { uses: readonly Use[]; leftOut: number; incident: boolean }) {
  return (
    <UseTable
      caption="Programs it is called with, known and new"
      {...props}
      name={{
        title: 'Client',
        cell: (use) => <span class={`mono ${isStrange(use) ? 'strange-use' : ''}`}>{use.value}</span>,
      }}
      more={[]}
    />
  );
}

function UseTable<U extends Use>(props: {
  caption: string;
  uses: readonly U[];
  leftOut: number;
  incident: boolean;
  name: Column<U>;
  more: readonly Column<U>[];
}) {
  const { uses, incident, leftOut } = props;
  const [all, setAll] = useState(false);
  const touched = uses.filter(({ alert_calls: calls }) => calls > 0).length;
  const shown = all ? uses : uses.slice(0, Math.max(FEW, touched));
  return (
    <>
      <DataTable
        caption={props.caption}
        captionUnseen
        columns={[
          props.name,
          ...props.more,
          { title: 'Known', cell: (use) => <KnownSince use={use} /> },
          ...(incident
            ? [{ title: 'In this incident', number: true, cell: (use: U) => callsOrNone(use.alert_calls) }]
            : []),
          {
            title: incident ? 'Two weeks before and since' : 'Calls, 30 days',
            number: true,
            cell: (use) => figure(use.calls),
          },
        ]}
        rows={shown}
        rowKey={({ value }) => value}
        empty="No log of it names any."
      />
      {uses.length > shown.length && (
        <button type="button" class="button plain small" onClick={() => setAll(true)}>
          Show {uses.length - shown.length} more that it is known by
        </button>
      )}
      {all && leftOut > 0 && <p class="small quiet">and {figure(leftOut)} more that are used the least</p>}
    </>
  );
}

const isStrange = (use: Use): boolean => use.alert_calls > 0 && use.belief !== 'settled';

const callsOrNone = (calls: number): string => (calls === 0 ? '–' : figure(calls));

function KnownSince({ use }: { use: Use }) {
  if (use.days === 0) return <span class={isStrange(use) ? 'strange-use' : ''}>never before</span>;
  return (
    <span>
      {use.belief === 'probation' ? 'on probation, ' : ''}
      {counted(use.days, 'day')}
      {use.last_seen !== null && (
        <span class="quiet">
          , last <Ago at={use.last_seen} />
        </span>
      )}
    </span>
  );
}
