import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ICON, MARKUP } from '../page/markup.ts';
import { SCRIPT } from '../page/script.ts';
import { STYLE } from '../page/style.ts';

const FILES = [
  ['/', 'text/html; charset=utf-8', MARKUP],
  ['/page.svg', 'image/svg+xml', ICON],
  ['/page.css', 'text/css; charset=utf-8', STYLE],
  ['/page.js', 'text/javascript; charset=utf-8', SCRIPT],
] as const;

/** The page of open alerts. It holds no data: its script asks the API with the reader's key. */
export const pageRoutes = (): FastifyPluginAsyncTypebox => async (app) => {
  for (const [url, type, content] of FILES) {
    app.get(url, { config: { access: 'none' }, schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'no-cache').send(content),
    );
  }
};
