import { readFile, stat } from 'node:fs/promises';
import { StoreError } from '../store-error.ts';
import type { Binaries } from './binaries.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** How PostgreSQL is run here. */
export interface Launcher {
  /** Goes before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Who must own the cluster's files; undefined: whoever runs us. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** The major version of PostgreSQL, such as 18. */
  readonly majorVersion: number;
}

/**
 * PostgreSQL refuses to run as root. For root, in this order:
 *  1. when another user owns the folder of the data: as that user, so that it stays theirs;
 *  2. a user namespace in which root has another number. Needs no system user, and reaches whatever root owns, also in
 *     folders that are closed to others (a checkout in /root, say);
 *  3. where user namespaces are off (many containers): the system user `postgres` or `zoom-monitor`.
 * 1 and 3 get the one capability that lets them pass folders that are closed to them.
 *
 * @throws {StoreError} `embedded_no_user`, `embedded_start_failed`
 */
export async function chooseLauncher(binaries: Binaries, dataDir: string): Promise<Launcher> {
  const attempts: string[] = [];
  for await (const way of waysToRun(dataDir)) {
    const result = await probe(way.prefix, binaries, dataDir);
    const majorVersion = majorVersionIn(result);
    if (majorVersion !== undefined) return { ...way, majorVersion };
    attempts.push(`${way.prefix[0] ?? 'directly'}: ${result.output.trim() || `exit code ${result.code}`}`);
  }
  if (!isRoot()) {
    throw new StoreError(
      'embedded_start_failed',
      `The embedded PostgreSQL does not run on this machine (${attempts.join('; ')}). Nothing was changed. ` +
        'Set DATABASE_URL to a PostgreSQL 14 or newer.',
    );
  }
  throw new StoreError(
    'embedded_no_user',
    `The embedded PostgreSQL must not run as root, and no other way was found (${attempts.join('; ')}). Nothing was changed. ` +
      'Start as an ordinary user, or create a system user named zoom-monitor, or set DATABASE_URL to a PostgreSQL 14 or newer.',
  );
}

type Way = Omit<Launcher, 'majorVersion'>;

async function* waysToRun(dataDir: string): AsyncGenerator<Way> {
  if (!isRoot()) {
    yield { prefix: [], owner: undefined };
    return;
  }
  const users = await systemUsers();
  const { uid: ownerUid } = await stat(dataDir);
  const owner = users.find((user) => user.uid === ownerUid && user.uid !== 0);
  if (owner !== undefined) yield asUser(owner);
  const namespaced = users.find((user) => user.uid > 0 && user.uid < 65_534);
  if (namespaced !== undefined) yield inUserNamespace(namespaced);
  const dedicated = users.find((user) => DEDICATED_USERS.includes(user.name)) ?? (await createSystemUser());
  if (dedicated !== undefined) yield asUser(dedicated);
}

/** The number must belong to some user, since initdb looks up its name; no file or process ever gets that user's rights. */
function inUserNamespace({ uid, gid }: SystemUser): Way {
  return {
    prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
    owner: { uid: 0, gid: 0 },
  };
}

function asUser({ uid, gid }: SystemUser): Way {
  return {
    prefix: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=-all,+dac_override',
      '--ambient-caps=-all,+dac_override',
      '--',
    ],
    owner: { uid, gid },
  };
}

/** Succeeds only if PostgreSQL starts that way and can reach the folder of the data. */
async function probe(prefix: readonly string[], binaries: Binaries, dataDir: string): Promise<ProgramResult> {
  return runProgram([
    ...prefix,
    'sh',
    '-c',
    'cd "$1" && exec "$2" --version',
    'probe',
    dataDir,
    binaries.postgres,
  ]);
}

function majorVersionIn(result: ProgramResult): number | undefined {
  const found = /\(PostgreSQL\) (\d+)/.exec(result.output);
  return result.code === 0 && found !== null ? Number(found[1]) : undefined;
}

interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const DEDICATED_USERS = ['zoom-monitor', 'postgres'];

async function systemUsers(): Promise<SystemUser[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

async function createSystemUser(): Promise<SystemUser | undefined> {
  const [name = ''] = DEDICATED_USERS;
  const shell = '/usr/sbin/nologin';
  await runProgram(['useradd', '--system', '--user-group', '--no-create-home', '--shell', shell, name]);
  return (await systemUsers()).find((user) => user.name === name);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
