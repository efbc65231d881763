import type { Role } from '../store/queries/api-keys.ts';

/** Who is calling, once the key or the session has been found good. */
export interface Caller {
  /** The key's id; `admin-key` for the one from the settings; a user's e-mail address, else id. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string | null;
  readonly credentialPattern: string | null;
  readonly newCredentialsPerHour: number | null;
  /** Of a key that ends by itself. */
  readonly expiresAt?: Date | null;
}

/** Whoever has the key from the settings. */
export const ADMIN: Caller = {
  id: 'admin-key',
  name: 'admin',
  role: 'admin',
  source: null,
  credentialPattern: null,
  newCredentialsPerHour: null,
};
