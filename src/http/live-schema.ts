import { Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import { STATUSES } from './alert-schema.ts';
import { Time } from './schemas.ts';

/** `event: alert`: this alert is new or changed; read it anew. */
export const AlertChanged = Type.Object({
  id: Type.String({ format: 'uuid' }),
  credential_id: Type.String({ format: 'uuid' }),
  severity: Type.Enum(SEVERITIES),
  status: Type.Enum(STATUSES),
  raised_at: Time,
  updated_at: Time,
});
export type AlertChanged = Type.Static<typeof AlertChanged>;

/** `event: ingest`: what came in since the last one, of all replicas; `duplicate` is of the replica that answers. */
export const IntakeCounted = Type.Object({
  at: Time,
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  rejected: Type.Integer(),
  per_second: Type.Number({ description: 'Accepted, over the last ten seconds' }),
});
export type IntakeCounted = Type.Static<typeof IntakeCounted>;
