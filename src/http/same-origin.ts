import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.ts';

const READS_ONLY = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send with our cookie. The algorithm is that of Go's `CrossOriginProtection`
 * (net/http, from 1.25): a browser says in Sec-Fetch-Site where a request comes from; over plain http, where it does not,
 * Origin must name the host that was asked; who sends neither is no browser that would carry a cookie by itself. One step
 * stricter: `none` (typed, bookmarked) is nothing that changes a state, unless Origin says otherwise.
 *
 * @throws {HttpProblem} `cross_origin`
 */
export function refuseOtherOrigins(request: FastifyRequest, publicUrl: string | null): void {
  if (READS_ONLY.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = request.headers;
  const known = origin !== undefined && isOurs(origin, request.headers.host, publicUrl);
  if (known || (site === undefined && origin === undefined)) return;
  throw new HttpProblem(
    'cross_origin',
    'The request comes from a page of another address, so it was not carried out. Behind a proxy, set PUBLIC_URL to the ' +
      'address that people open.',
  );
}

/** By the host that was asked, as the scheme is not known behind a proxy; by PUBLIC_URL as a whole. */
function isOurs(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return (
    from.host === host?.toLowerCase() || (publicUrl !== null && from.origin === new URL(publicUrl).origin)
  );
}
