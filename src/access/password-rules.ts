import { AccessError } from './errors.ts';

const SHORTEST = 12;
const MAX_BYTES = 1_024;
/** Letters beside names that others know, at least. */
const LEFT_OVER = 4;
const DISTINCT = 5;
/** Words that anybody would try here. */
const KNOWN = [
  'zoom',
  'usage',
  'monitor',
  'password',
  'passwort',
  'passw0rd',
  'admin',
  'welcome',
  'letmein',
  'qwertz',
  'qwerty',
];

/**
 * NIST SP 800-63B: length counts, kinds of characters do not. Refused are passwords that are too short, and those made of
 * the person's own name, the product's, or a few characters repeated: they are guessed first.
 *
 * @throws {AccessError} `password_refused`, saying what to choose instead
 */
export function checkPassword(password: string, owner: { email: string | null; name: string }): void {
  const plain = password.normalize('NFKC');
  const characters = Array.from(plain);
  if (characters.length < SHORTEST) {
    throw new AccessError(
      'password_refused',
      `A password needs ${SHORTEST} characters or more; a few words that do not belong together are easy to keep in mind.`,
    );
  }
  if (Buffer.byteLength(plain) > MAX_BYTES)
    throw new AccessError('password_refused', `A password may have ${MAX_BYTES} bytes at most.`);
  if (plain.includes('\u0000'))
    throw new AccessError('password_refused', 'A password cannot hold the character NUL.');
  if (new Set(characters).size < DISTINCT)
    throw new AccessError(
      'password_refused',
      'This password repeats a few characters, so it is guessed first. Choose another.',
    );
  if (isLittleMoreThanKnown(plain.toLowerCase(), owner)) {
    throw new AccessError(
      'password_refused',
      'This password is little more than a name that others know, so it is guessed first. Choose another.',
    );
  }
}

function isLittleMoreThanKnown(
  password: string,
  { email, name }: { email: string | null; name: string },
): boolean {
  const words = [email ?? '', ...(email ?? '').split(/[@.+_-]/), ...name.split(/\s+/), ...KNOWN]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  let left = password;
  for (const word of words) left = left.replaceAll(word, '');
  return left !== password && left.replaceAll(/[\d\s\p{P}]/gu, '').length < LEFT_OVER;
}
