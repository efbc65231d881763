import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * A page of ours runs its own script and style, talks to us alone, and is framed by nobody. No source of scripts
 * but files of ours: what a stranger got into an event cannot run, even if it were ever written as markup. As text, since
 * the plugin would put it together anew for each of some thousand webhooks a second.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join(';');

export const securityHeaders = (publicUrl: string | null): FastifyHelmetOptions => ({
  contentSecurityPolicy: false,
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  // Behind a proxy that ends TLS only: on a plain address a browser would ignore it.
  strictTransportSecurity: publicUrl?.startsWith('https:') === true ? { maxAge: 31_536_000 } : false,
});
