import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { HttpProblem } from '../problem.ts';

/** The addresses of the pages (src/web/app.tsx); each is the same file, which looks at its own address. */
const PAGES = [
  '/',
  '/alerts',
  '/alerts/:id',
  '/audit',
  '/credentials',
  '/credentials/:id',
  '/settings',
  '/sources',
  '/timeline',
] as const;

/**
 * The responder's pages. They hold no data: their script asks the API, as the one who is signed in.
 *
 * @param folder what Vite has made of src/web: `index.html` and `assets/`, with compressed copies
 */
export const pageRoutes =
  (folder: string): FastifyPluginAsyncTypebox =>
  async (app) => {
    const built = existsSync(join(folder, 'index.html'));
    if (built) await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
    const shared = { config: { access: 'none' }, schema: { hide: true } } as const;

    for (const url of PAGES) {
      app.get(url, shared, async (_request, reply) => {
        if (!built) {
          throw new HttpProblem(
            'not_found',
            'The pages have not been built. Run `npm run build`, then restart.',
          );
        }
        return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
      });
    }

    if (!built) return;
    // Their names change with their contents.
    app.get('/assets/:file', shared, async (request, reply) => {
      const { file } = request.params as { file: string };
      if (!/^[\w-]+\.[\w.]+$/.test(file)) throw new HttpProblem('not_found', 'There is no such file.');
      return reply.sendFile(file, join(folder, 'assets'), { maxAge: '365d', immutable: true });
    });
  };
