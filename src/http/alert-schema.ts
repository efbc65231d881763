import { Type } from 'typebox';
import { type AlertStatus, SEVERITIES, SIGNALS } from '../core/alert.ts';
import { NullableEnum, NullableText, Time } from './schemas.ts';

export const STATUSES = ['open', 'acknowledged', 'resolved'] as const satisfies readonly AlertStatus[];
export const DISPOSITIONS = ['expected', 'compromised', 'unclear'] as const;

export const Alert = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    credential: Type.String({ description: 'Identifier of the credential, as Zoom knows it' }),
    credential_id: Type.String({ format: 'uuid' }),
    credential_label: NullableText,
    severity: Type.Enum(SEVERITIES),
    status: Type.Enum(STATUSES),
    disposition: NullableEnum(DISPOSITIONS),
    signals: Type.Array(
      Type.Object({
        signal: Type.Enum(SIGNALS),
        bits: Type.Number({ description: 'Share of the score: −log2 of how rare this is' }),
        observed: Type.String(),
        expected: Type.String(),
        summary: Type.String(),
      }),
    ),
    score_bits: Type.Number(),
    budget: Type.String({ description: 'The false alarms that the threshold stands for' }),
    first_event_at: Time,
    last_event_at: Time,
    raised_at: Time,
    source_ips: Type.Array(Type.String()),
    operations: Type.Array(Type.String()),
    event_count: Type.Integer(),
    explanation: Type.String(),
    counterfactual: Type.String({ description: 'What, had it been expected, would have kept this silent' }),
    late_by_seconds: Type.Number(),
  },
  { title: 'Alert' },
);
