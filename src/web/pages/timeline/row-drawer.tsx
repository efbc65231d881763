import type { TimelineEventView } from '../../../http/timeline-event-schema.ts';
import { Copy } from '../../parts/copy.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Severity } from '../../parts/severity.tsx';
import { KIND_NAMES } from './guess-filter.ts';
import type { Filter, FilterField } from './view.ts';

/** What is shown of an entry, in this order; fields that it has not are left out. */
const FIELDS: readonly (readonly [name: keyof TimelineEventView, title: string, filter?: FilterField])[] = [
  ['credential', 'Credential', 'credential'],
  ['operation', 'Operation', 'operation'],
  ['method', 'Method'],
  ['host', 'Host'],
  ['path', 'Path'],
  ['status', 'Status', 'status'],
  ['source_ip', 'Address', 'source_ip'],
  ['source_text', 'In place of an address'],
  ['asn', 'ASN', 'asn'],
  ['country', 'Country', 'country'],
  ['user_agent', 'Client', 'client'],
  ['actor', 'By'],
  ['request_bytes', 'Bytes sent'],
  ['response_bytes', 'Bytes returned'],
  ['duration_ms', 'Milliseconds'],
  ['tracking_id', 'Tracking id'],
  ['token_fingerprint', 'Token fingerprint'],
  ['token_issued_at', 'Token issued'],
  ['token_expires_at', 'Token expires'],
  ['account_id', 'Account'],
  ['source', 'Log source', 'source'],
  ['id', 'Id'],
];

/** Everything of one entry, beside the list. */
export function RowDrawer(props: {
  row: TimelineEventView;
  onClose: () => void;
  onFilter: (filter: Filter) => void;
  onAround: (time: number) => void;
}) {
  const { row, onClose, onFilter, onAround } = props;
  const title = KIND_NAMES[row.kind].replace(/s$/, '');
  return (
    <Drawer title={`${title[0]?.toUpperCase()}${title.slice(1)}`} onClose={onClose}>
      <p>
        <Moment at={row.time} />
      </p>
      {row.severity !== null && <Severity of={row.severity} />}
      {row.summary !== null && <p class="prose">{row.summary}</p>}
      <p class="timeline-drawer-ways">
        {row.kind === 'alert' && (
          <a class="button" href={`/alerts/${row.id}`}>
            Open the alert
          </a>
        )}
        {row.credential_id !== null && (
          <a class="button" href={`/credentials/${row.credential_id}`}>
            Open the credential
          </a>
        )}
        <button type="button" class="button" onClick={() => onAround(Date.parse(row.time))}>
          Ten minutes around it
        </button>
      </p>
      <dl class="facts timeline-facts">
        {FIELDS.map(([name, label, field]) => {
          const value = row[name];
          if (value === null || value === undefined) return null;
          const text = String(value);
          return [
            <dt key={`${name} title`}>{label}</dt>,
            <dd key={name}>
              <Copy text={text} />
              {field !== undefined && (
                <button
                  type="button"
                  class="button plain small timeline-by"
                  aria-label={`Filter by ${label.toLowerCase()} ${text.slice(0, 80)}`}
                  onClick={() => onFilter({ field, value: text.slice(0, 200) })}
                >
                  filter
                </button>
              )}
            </dd>,
          ];
        })}
      </dl>
      {row.extra !== null && (
        <>
          <h3>As the log had it</h3>
          <pre class="timeline-extra mono">{JSON.stringify(row.extra, null, 2)}</pre>
        </>
      )}
    </Drawer>
  );
}
