import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { referencedFiles } from '../../config/describe.ts';
import type { Environment, Settings } from '../../config/settings.ts';
import { type Geo, openGeo } from '../../enrich/geo.ts';
import { codeOf, messageOf, oneLine } from '../failure.ts';
import { type Check, ok, problem, warning } from './check.ts';

/** What lies in DATA_DIR and must be closed to others. */
const PRIVATE_FILES = ['admin-key', 'fingerprint-key', 'postgres-password'];

/** DATA_DIR and the files that keep secrets: there, usable, and closed to others. */
export async function checkFiles(settings: Settings, env: Environment): Promise<Check[]> {
  const folder = await checkDataDir(settings.dataDir);
  const made = await Promise.all(
    PRIVATE_FILES.map((name) => checkPrivate(name, join(settings.dataDir, name), 0o077)),
  );
  const given = await Promise.all(
    referencedFiles(env).map(({ name, path }) => checkPrivate(name, path, 0o007)),
  );
  const databases = [
    await checkAddressDatabase('ASN_DB', settings.asnDb, (path) => openGeo({ asnDb: path })),
    await checkAddressDatabase('COUNTRY_DB', settings.countryDb, (path) => openGeo({ countryDb: path })),
  ];
  return [folder, ...made.flat(), ...given.flat(), ...databases.flat()];
}

async function checkDataDir(dataDir: string): Promise<Check> {
  const mode = await modeOf(dataDir);
  if (mode === null) return ok('data folder', `${dataDir} is not there yet and will be made`);
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return problem(
      'data folder',
      `${dataDir} cannot be written by this user`,
      'Change its owner, or set DATA_DIR.',
    );
  }
  if ((mode & 0o077) === 0) return ok('data folder', `${dataDir}, closed to others`);
  return warning('data folder', `${dataDir} is open to others (mode ${octal(mode)})`, `chmod 700 ${dataDir}`);
}

async function checkAddressDatabase(
  name: string,
  path: string | null,
  open: (path: string) => Promise<Geo>,
): Promise<Check[]> {
  if (path === null) return [];
  try {
    (await open(path)).close();
    return [ok(name, path)];
  } catch (error) {
    return [problem(name, oneLine(messageOf(error)), `Set ${name} to an MMDB file that this user may read.`)];
  }
}

/** `closed` are the bits that must not be set. A file that is not there is nothing to report. */
async function checkPrivate(name: string, path: string, closed: number): Promise<Check[]> {
  const mode = await modeOf(path);
  if (mode === null) return [];
  if ((mode & closed) === 0) return [ok(name, `${path}, closed to others`)];
  return [warning(name, `${path} can be read by others (mode ${octal(mode)})`, `chmod 600 ${path}`)];
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');
