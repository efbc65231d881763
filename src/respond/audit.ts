import { redactText } from '../ingest/redact.ts';
import type { AuditEntry } from '../store/queries/audit.ts';

/** Who does something: the key that was used. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** The entry for something that was done now. Text that people wrote is redacted, as everything else that is kept. */
export function auditEntry(
  actor: Actor,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
  now: number,
): AuditEntry {
  const kept = Object.entries(detail)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? redactLines(value) : value]);
  return {
    at: new Date(now),
    actor: actorName(actor),
    action,
    subject,
    detail: Object.fromEntries(kept),
  };
}

/** How the trail, notes and entries name who did something. */
export const actorName = ({ name, id }: Actor): string => `${name} (${id})`;

/** As `redactText`, and the lines stay lines. */
export const redactLines = (text: string): string => text.split(/\r?\n/).map(redactText).join('\n');
