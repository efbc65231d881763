// `npm run build`: the program by TypeScript into dist/, the pages by Vite into dist/web/, each file of those compressed once,
// so that no request pays for it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [compiler, '--project', join(root, 'tsconfig.build.json')], {
  stdio: ['ignore', 2, 2],
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
const pages = join(root, 'dist', 'web');
for (const name of readdirSync(pages, { recursive: true, encoding: 'utf8' })) {
  if (!/\.(js|css|svg|html)$/.test(name)) continue;
  const file = join(pages, name);
  const content = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(content));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
