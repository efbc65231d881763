import { Type } from 'typebox';
import { NullableText, Time } from './schemas.ts';

/** Whoever has one of these may look at the pages. */
export const SIGNED_IN_ROLES = ['read', 'respond', 'admin'] as const;

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const SessionState = Type.Object(
  {
    state: Type.Enum(['setup', 'signed_out', 'signed_in'] as const, {
      description: '`setup`: there is no user yet; POST /v1/setup makes the first',
    }),
    user: nullable(
      Type.Object({
        id: Type.String({ description: "The user's id; that of the key when the session acts as one" }),
        name: Type.String(),
        email: NullableText,
        role: Type.Enum(SIGNED_IN_ROLES),
        by_key: Type.Boolean({ description: 'Signed in with an API key: there is no password to change' }),
      }),
      'Null: nobody is signed in',
    ),
    expires_at: nullable(Time, 'When the session ends, whatever is done'),
    oidc: nullable(
      Type.Object({ label: Type.String() }),
      'Set: GET /v1/oidc/start signs in by way of this issuer',
    ),
    time_zone: Type.String({ description: 'IANA zone of the installation' }),
    version: Type.String(),
  },
  { title: 'SessionState' },
);
export type SessionState = Type.Static<typeof SessionState>;

export const SessionList = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String({ format: 'uuid' }),
      current: Type.Boolean({ description: 'The one that asks' }),
      who: Type.String({ description: 'Name of the user, or of the key' }),
      email: NullableText,
      user_id: NullableText,
      created_at: Time,
      last_seen_at: Time,
      expires_at: Time,
      user_agent: NullableText,
      address: NullableText,
    }),
    { description: 'Those that may still be used, the one used last first; at most 500' },
  ),
});
export type SessionList = Type.Static<typeof SessionList>;
