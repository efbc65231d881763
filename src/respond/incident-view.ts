import { episodesPerDay } from '../core/calibration.ts';
import { headlineOf } from '../core/explain/headline.ts';
import { span } from '../core/explain/numbers.ts';
import { toIso } from '../core/time.ts';
import type { StoredAlert } from '../store/queries/alerts.ts';

/** An alert in one line of a list: its sentence, how rare it is, and what tells it from the others. */
export const viewIncident = ({ id, finding, label, status, disposition }: StoredAlert) => ({
  id,
  credential: finding.credential,
  credential_id: finding.credentialId,
  credential_label: label,
  severity: finding.severity,
  status,
  disposition,
  headline: headlineOf(finding, label ?? finding.credential),
  score_bits: finding.scoreBits,
  once_in: span(1 / episodesPerDay(finding.calibration, finding.scoreBits)),
  event_count: finding.eventCount,
  source_ips: [...finding.sourceIps],
  signals: finding.signals.map(({ signal }) => signal as string),
  first_event_at: toIso(finding.firstEventAt),
  last_event_at: toIso(finding.lastEventAt),
  raised_at: toIso(finding.raisedAt),
});
