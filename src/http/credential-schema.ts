import { Type } from 'typebox';
import { NullableText, NullableTime } from './schemas.ts';

export const Credential = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    credential: Type.String({ description: 'Identifier of the credential, as Zoom knows it' }),
    account_id: NullableText,
    label: NullableText,
    owner: NullableText,
    state: Type.Enum(['active', 'revoked']),
    decoy: Type.Boolean(),
    budget: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Its own; null: that of the installation',
    }),
    time_zone: NullableText,
    first_seen_at: Type.String({
      format: 'date-time',
      description: 'When the first event of it was received, or it was registered',
    }),
    last_seen_at: NullableTime,
    calls_24h: Type.Integer({ description: 'In the hour that is running and the 23 before it' }),
    calls_30d: Type.Integer({ description: 'In the hour that is running and the 719 before it' }),
    open_alerts: Type.Integer({ description: 'Alerts of medium or more that nobody has dealt with' }),
    learning: Type.Boolean({ description: 'Used for fewer than 7 days or 24 active hours' }),
  },
  { title: 'Credential' },
);
export type CredentialView = Type.Static<typeof Credential>;
