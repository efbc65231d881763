import { normalizeIP } from '@fastify/rate-limit';
import { HOUR, MINUTE } from '../core/time.ts';
import { HttpProblem } from './problem.ts';

/** Wrong passwords from one address, for one e-mail address from anywhere. */
const LIMITS = {
  address: { most: 10, within: 5 * MINUTE },
  account: { most: 30, within: HOUR },
} as const;
/** More than that at once is a flood, and then the oldest are forgotten. */
const MAX_REMEMBERED = 10_000;

/** Limits guessing, also where RATE_LIMIT_MAX is off: a password is guessed more easily than a key. */
export interface PasswordAttempts {
  /**
   * Counts an attempt before it is known what comes of it, so that a hundred at once are a hundred too. Call the answer
   * when the password was right.
   *
   * @throws {HttpProblem} `rate_limited`, whether or not there is such an account
   */
  begin(ip: string, email: string): () => void;
}

/**
 * Counts in the memory of this process: some more may be tried with more replicas, still far too few to guess twelve
 * characters. An account that is under attack stays open to OpenID Connect and to keys.
 */
export function limitPasswords(now: () => number): PasswordAttempts {
  const attempts = new Map<string, { count: number; until: number }>();

  function refuseWhen(name: string, most: number): void {
    const entry = attempts.get(name);
    if (entry === undefined || entry.until <= now() || entry.count < most) return;
    const seconds = Math.ceil((entry.until - now()) / 1_000);
    throw new HttpProblem(
      'rate_limited',
      `Too many wrong passwords. Try again in ${Math.ceil(seconds / 60)} min, or sign in with a key.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }

  function count(name: string, within: number): void {
    const entry = attempts.get(name);
    const goesOn = entry !== undefined && entry.until > now();
    attempts.delete(name);
    attempts.set(name, goesOn ? { ...entry, count: entry.count + 1 } : { count: 1, until: now() + within });
    const [oldest] = attempts.keys();
    if (attempts.size > MAX_REMEMBERED && oldest !== undefined) attempts.delete(oldest);
  }

  return {
    begin: (ip, email) => {
      const names = [
        [`address ${normalizeIP(ip)}`, LIMITS.address],
        [`account ${email.trim().toLowerCase()}`, LIMITS.account],
      ] as const;
      for (const [name, { most }] of names) refuseWhen(name, most);
      for (const [name, { within }] of names) count(name, within);
      return () => {
        for (const [name] of names) {
          const entry = attempts.get(name);
          if (entry !== undefined) attempts.set(name, { ...entry, count: entry.count - 1 });
        }
      };
    },
  };
}
