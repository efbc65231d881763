import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MINUTE } from '../core/time.ts';
import type { AttemptLimit } from './auth.ts';
import { HttpProblem } from './problem.ts';

/** Wrong keys that one address may try in a minute before it is not listened to for the rest of it. */
const FAILED_ATTEMPTS = 120;

/**
 * Limits requests a minute by key, or by address where there is no key (an IPv6 /64 counts as one). 0: no limit.
 * The counts are of this process alone. Routes with `config: { rateLimit: false }` are exempt.
 */
export async function limitRequests(app: FastifyInstance, max: number): Promise<void> {
  if (max === 0) return;
  await app.register(rateLimit, {
    max,
    timeWindow: MINUTE,
    keyGenerator: (request) => (request.caller === null ? addressOf(request) : `key ${request.caller.id}`),
    errorResponseBuilder: (_request, context) =>
      tooMany(context.ttl, `more than ${context.max} requests a minute`),
  });
}

/** Limits failed authentications by address. */
export function limitAttempts(app: FastifyInstance, max: number): AttemptLimit {
  if (max === 0) return { check: async () => {}, failed: async () => {} };
  const limiter = app.createRateLimit({
    max: FAILED_ATTEMPTS,
    timeWindow: MINUTE,
    keyGenerator: (request: FastifyRequest) => addressOf(request),
  });
  return {
    check: async (request) => {
      const state = await limiter(request, { increment: false });
      if (!state.isAllowed && state.remaining === 0) throw tooMany(state.ttl, 'too many wrong keys');
    },
    failed: async (request) => {
      await limiter(request);
    },
  };
}

const addressOf = (request: FastifyRequest): string => `address ${normalizeIP(request.ip)}`;

function tooMany(ttl: number, what: string): HttpProblem {
  const seconds = Math.max(1, Math.ceil(ttl / 1000));
  return new HttpProblem(
    'rate_limited',
    `There were ${what}. Nothing of this request was kept. Try again in ${seconds} s.`,
    {
      headers: { 'retry-after': String(seconds) },
    },
  );
}
