import { Type } from 'typebox';
import { USER_ROLES } from '../store/queries/users.ts';
import { NullableText, NullableTime, Time } from './schemas.ts';

export const UserView = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    email: NullableText,
    role: Type.Enum(USER_ROLES),
    has_password: Type.Boolean(),
    issuer: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Signs in by way of this OpenID Connect issuer',
    }),
    created_at: Time,
    disabled_at: NullableTime,
  },
  { title: 'User' },
);
export type UserView = Type.Static<typeof UserView>;

export const UserList = Type.Object({ users: Type.Array(UserView) });
export type UserList = Type.Static<typeof UserList>;

/** Long enough for a passphrase in any script; what is too long is told so before anything is hashed. */
export const Password = Type.String({ minLength: 1, maxLength: 1_024 });
export const Email = Type.String({ minLength: 3, maxLength: 254 });
export const PersonName = Type.String({ minLength: 1, maxLength: 100 });
