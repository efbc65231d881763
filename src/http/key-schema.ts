import { Type } from 'typebox';
import { ROLES } from '../store/queries/api-keys.ts';
import { NullableInteger, NullableText, NullableTime, Time } from './schemas.ts';

export const KeyView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  role: Type.Enum(ROLES),
  source: NullableText,
  credential_pattern: NullableText,
  new_credentials_per_hour: NullableInteger,
  created_at: Time,
  expires_at: NullableTime,
  revoked_at: NullableTime,
});
export type KeyView = Type.Static<typeof KeyView>;
