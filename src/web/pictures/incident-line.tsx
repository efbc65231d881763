import type { IncidentView } from '../../http/incident-schema.ts';
import { Ago } from '../parts/moment.tsx';
import { Severity } from '../parts/severity.tsx';
import './incident-line.css';
import { counted, listed } from './numbers.ts';

const STATUS_WORDS = { open: 'open', acknowledged: 'acknowledged', resolved: 'resolved' } as const;

/** An incident in two lines: its sentence, and what tells it from the others. */
export function IncidentLine({ incident, selected = false }: { incident: IncidentView; selected?: boolean }) {
  return (
    <a
      class={`incident-line ${selected ? 'selected' : ''}`}
      href={`/alerts/${incident.id}`}
      aria-current={selected ? 'true' : undefined}
    >
      <span class="incident-line-severity">
        <Severity of={incident.severity} />
      </span>
      <span class="incident-line-text">
        <span class="incident-line-sentence">{incident.headline}</span>
        <span class="small quiet">
          {incident.status !== 'open' && <strong>{STATUS_WORDS[incident.status]} · </strong>}
          {incident.disposition !== null && <strong>{incident.disposition} · </strong>}
          {counted(incident.event_count, 'call')}
          {incident.source_ips.length > 0 && ` from ${listed(incident.source_ips, 2)}`} · last{' '}
          <Ago at={incident.last_event_at} /> · once in {incident.once_in} by chance
        </span>
      </span>
    </a>
  );
}
