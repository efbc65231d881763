import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { OidcError, type PendingSignIn } from '../../access/oidc.ts';
import { startSession } from '../../access/sessions.ts';
import { signInByIssuer } from '../../access/sign-in-by-issuer.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import { redactText } from '../../ingest/redact.ts';
import { HttpProblem, onlyProblems } from '../problem.ts';
import { query } from '../schemas.ts';
import type { Services } from '../services.ts';
import { callerOf } from '../session-reader.ts';

/** Long enough to find the second factor. */
const PENDING_FOR = 15 * MINUTE;

/** What the sign-in page is told in its address, as `?sign_in=`; it knows the words. */
type Outcome = 'unreachable' | 'denied' | 'failed' | 'expired' | 'no_role' | 'disabled' | 'email_taken';

const redirects = {
  302: Type.Null({ description: 'To the issuer, or to a page of ours: `?sign_in=` says what went wrong' }),
  ...onlyProblems(404, 429, 500, 503),
};

/** Signing in by way of an OpenID Connect issuer. A browser comes here, so answers are pages to go to, not problems. */
export const oidcRoutes =
  ({ store, auth, cookies, oidc, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/oidc/start',
      {
        config: { access: 'none' },
        schema: {
          summary: 'Begin to sign in by way of the OpenID Connect issuer',
          querystring: query({
            return_to: Type.Optional(
              Type.String({ maxLength: 2_000, description: 'Path of ours to go to then' }),
            ),
          }),
          response: redirects,
        },
      },
      async (request, reply) => {
        if (oidc === null) throw notSetUp();
        const returnTo = ownPath(request.query.return_to);
        try {
          const { url, pending } = await oidc.begin();
          const kept = Buffer.from(JSON.stringify({ ...pending, returnTo })).toString('base64url');
          cookies.setSignIn(reply, kept, PENDING_FOR / SECOND);
          return reply.redirect(url, 302);
        } catch (error) {
          return reply.redirect(withOutcome(returnTo, outcomeOf(error, request)), 302);
        }
      },
    );

    app.get(
      '/v1/oidc/callback',
      // The issuer adds parameters of its own (iss, session_state): what it sends is checked by openid-client.
      {
        config: { access: 'none' },
        schema: { summary: 'Where the issuer sends people back to', response: redirects },
      },
      async (request, reply) => {
        if (oidc === null) throw notSetUp();
        const kept = readPending(cookies.signIn(request));
        cookies.clearSignIn(reply);
        if (kept === null) return reply.redirect(withOutcome('/', 'expired'), 302);
        try {
          const [, search = ''] = /(\?.*)$/.exec(request.url) ?? [];
          const person = await oidc.finish(search, kept);
          const found = await signInByIssuer(store, person, now());
          if ('refused' in found) {
            request.log.warn({ refused: found.refused }, 'somebody whom the issuer signed in was refused');
            return reply.redirect(withOutcome(kept.returnTo, found.refused), 302);
          }
          auth.forget(found.user.id);
          const { token } = await startSession(
            store,
            { userId: found.user.id, keyId: null },
            { userAgent: request.headers['user-agent'], address: request.ip },
            callerOf(found.user),
            now(),
          );
          cookies.setSession(reply, token);
          return reply.redirect(kept.returnTo, 302);
        } catch (error) {
          return reply.redirect(withOutcome(kept.returnTo, outcomeOf(error, request)), 302);
        }
      },
    );
  };

/** @throws what is no fault of the issuer's */
function outcomeOf(error: unknown, request: FastifyRequest): Outcome {
  if (!(error instanceof OidcError)) throw error;
  request.log.warn(
    { code: error.code, detail: redactText(error.message) },
    'signing in by the issuer failed',
  );
  return error.code;
}

function readPending(text: string | null): (PendingSignIn & { returnTo: string }) | null {
  if (text === null) return null;
  try {
    const kept: Record<string, unknown> = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) ?? {};
    const { state, nonce, verifier, returnTo } = kept;
    if (typeof state !== 'string' || typeof nonce !== 'string' || typeof verifier !== 'string') return null;
    return { state, nonce, verifier, returnTo: ownPath(returnTo) };
  } catch {
    return null;
  }
}

/** A path of this host, and nothing that a browser would read as another one (`//host`, `/\host`). */
function ownPath(given: unknown): string {
  const here = 'http://here.invalid';
  if (typeof given !== 'string' || !given.startsWith('/') || !URL.canParse(given, here)) return '/';
  const url = new URL(given, here);
  return url.origin === here && !url.pathname.startsWith('//') && !url.pathname.startsWith('/v1/')
    ? `${url.pathname}${url.search}`
    : '/';
}

function withOutcome(path: string, outcome: Outcome): string {
  const url = new URL(path, 'http://here.invalid');
  url.searchParams.set('sign_in', outcome);
  return `${url.pathname}${url.search}`;
}

const notSetUp = (): HttpProblem =>
  new HttpProblem('not_found', 'No OpenID Connect issuer is set up. Sign in with a password or a key.');
