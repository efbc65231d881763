import { redactText } from '../ingest/redact.ts';
import type { Actor } from '../respond/audit.ts';
import type { User } from '../store/queries/users.ts';
import { AccessError } from './errors.ts';

/** How the audit trail names a user: the address cannot be changed, the name can. */
export const actorOf = (user: Pick<User, 'id' | 'name' | 'email'>): Actor => ({
  id: user.email ?? user.id,
  name: user.name,
});

/** Printable ASCII without what could make it look like something else where it is written. */
const EMAIL = /^[^\s@()<>"',;:\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const ASCII = /^[\x21-\x7e]+$/;

/** As it is kept and compared: in lower case. Null when it is not an address. */
export function normalEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && ASCII.test(email) && EMAIL.test(email) ? email : null;
}

/** @throws {AccessError} `invalid_person` */
export function checkedEmail(text: string): string {
  const email = normalEmail(text);
  if (email === null)
    throw new AccessError('invalid_person', 'The e-mail address is not of the form name@example.com.');
  return email;
}

/**
 * A name to show: controls would garble a terminal, and marks that turn the direction of writing would let one person pass
 * for another in the audit trail.
 *
 * @throws {AccessError} `invalid_person`
 */
export function checkedName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 100 || /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) {
    throw new AccessError('invalid_person', 'A name needs 1 to 100 characters that can be seen.');
  }
  return redactText(name);
}

/** What is left of a name that an issuer tells, which nobody here has checked; else its stand-in. */
export function shownName(text: unknown, instead: string): string {
  const cleaned = typeof text === 'string' ? text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim() : '';
  const name = Array.from(redactText(cleaned)).slice(0, 50).join('').trim();
  return name === '' ? instead : name;
}
