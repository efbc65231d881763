import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_LASTS } from '../access/sessions.ts';
import { SECOND } from '../core/time.ts';

/** Cookies of ours, which no script can read and no other site's request carries, but for links that are followed. */
export interface Cookies {
  /** The token of the session, or null. */
  session(request: FastifyRequest): string | null;
  setSession(reply: FastifyReply, token: string): void;
  clearSession(reply: FastifyReply): void;
  /** What a sign-in by way of an issuer must remember while the browser is there. */
  signIn(request: FastifyRequest): string | null;
  setSignIn(reply: FastifyReply, value: string, maxAge: number): void;
  clearSignIn(reply: FastifyReply): void;
}

const TOKEN = /^[\w-]{43}$/;

/**
 * With an https address the names begin with `__Host-`: then a browser takes such a cookie from this very host alone,
 * by TLS, and no neighbouring name can plant one (RFC 6265bis §4.1.3.2).
 */
export async function keepCookies(app: FastifyInstance, publicUrl: string | null): Promise<Cookies> {
  await app.register(cookie);
  const secure = publicUrl?.startsWith('https:') === true;
  const prefix = secure ? '__Host-' : '';
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  const [session, signIn] = [`${prefix}zum_session`, `${prefix}zum_sign_in`];
  return {
    session: (request) => {
      const token = request.cookies[session];
      return token !== undefined && TOKEN.test(token) ? token : null;
    },
    setSession: (reply, token) =>
      void reply.setCookie(session, token, { ...options, maxAge: SESSION_LASTS / SECOND }),
    clearSession: (reply) => void reply.clearCookie(session, options),
    signIn: (request) => request.cookies[signIn] ?? null,
    setSignIn: (reply, value, maxAge) => void reply.setCookie(signIn, value, { ...options, maxAge }),
    clearSignIn: (reply) => void reply.clearCookie(signIn, options),
  };
}
