import { defineConfig } from 'vite';

/** The responder's pages. `npm run build` makes them; `npx vite` serves them beside a service on port 8080, live. */
export default defineConfig({
  root: 'src/web',
  publicDir: false,
  // One set of files for every reader: no licences of comments, no maps, nothing inlined that the policy would refuse.
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/openapi.json': 'http://127.0.0.1:8080' } },
});
