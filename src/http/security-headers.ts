import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * A page of ours runs its own script and style, talks to us alone, and is framed by nobody. No source of scripts
 * but files of ours: what a stranger got into an event cannot run, even if it were ever written as markup.
 */
export const securityHeaders = (publicUrl: string | null): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  // Behind a proxy that ends TLS only: on a plain address a browser would ignore it.
  strictTransportSecurity: publicUrl?.startsWith('https:') === true ? { maxAge: 31_536_000 } : false,
});
