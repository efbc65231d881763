import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { AccessError } from './errors.ts';

/**
 * One of the settings that OWASP's password storage cheat sheet gives for scrypt: as costly to guess as N = 2^17 with p = 1,
 * in a quarter of the memory (32 MiB), so that a small machine lives through people who sign in together.
 */
const COST = { N: 32_768, r: 8, p: 3 };
const MAX_MEMORY = 64 * 1024 * 1024;
const KEY_BYTES = 32;

/** Hashes at once: each takes a thread of the four that Node has for files and names too. */
const AT_ONCE = 2;
/** Those that wait beyond are told to come back. */
const WAITING = 32;

/** What is stored of a password: `scrypt$N$r$p$SALT$HASH`, so that the cost can be raised later. @throws {AccessError} `overloaded` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST, KEY_BYTES);
  const { N, r, p } = COST;
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether it is the password. Without a stored one the work is done all the same, so that the time does not tell who
 * has an account.
 *
 * @throws {AccessError} `overloaded`
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, hash } = stored === null ? NOBODY : parse(stored);
  const derived = await derive(password, salt, cost, hash.length);
  return timingSafeEqual(derived, hash) && stored !== null;
}

const NOBODY = { cost: COST, salt: randomBytes(16), hash: randomBytes(KEY_BYTES) };

function parse(stored: string): { cost: typeof COST; salt: Buffer; hash: Buffer } {
  const [kind, n, r, p, salt, hash] = stored.split('$');
  if (kind !== 'scrypt' || salt === undefined || hash === undefined)
    throw new Error('a password hash in the database is of a kind that this version does not know');
  return {
    cost: { N: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

let running = 0;
const queue: (() => void)[] = [];

async function derive(password: string, salt: Buffer, cost: ScryptOptions, length: number): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING)
      throw new AccessError(
        'overloaded',
        'Too many people sign in at this moment. Nothing was checked. Try again in a few seconds.',
      );
    await new Promise<void>((resolve) => queue.push(resolve));
  } else running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      // The same characters may be typed in several ways (NIST SP 800-63B §3.1.1.2: normalise first).
      scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      );
    });
  } finally {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
