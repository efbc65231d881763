import { chownSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../../src/store/embedded/embedded.ts';
import { emptyDir, FAST, query, quietLog, removeDataDir } from '../../support/data-dir.ts';

const used: string[] = [];
const { PATH } = process.env;

afterEach(async () => {
  process.env['PATH'] = PATH;
  for (const dir of used.splice(0)) await removeDataDir(dir);
});

function newDir(): string {
  const dir = emptyDir();
  used.push(dir);
  return dir;
}

/** A PATH on which only these programs are found. */
function onlyPrograms(...names: string[]): string {
  const bin = join(newDir(), 'bin');
  mkdirSync(bin);
  for (const name of names) symlinkSync(whereIs(name), join(bin, name));
  return bin;
}

function whereIs(name: string): string {
  const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((dir) => join(dir, name)).find(isFile);
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

const isRoot = process.getuid?.() === 0;
const passwd = readFileSync('/etc/passwd', 'utf8');
const hasSystemUser = /^(postgres|zoom-monitor):/m.test(passwd);

describe.skipIf(!isRoot)('as root', () => {
  test.skipIf(!hasSystemUser)(
    'without user namespaces a system user runs it, also in closed folders, and either way can take over the data',
    async () => {
      const dataDir = newDir();
      const closed = statSync(dataDir).mode & 0o077;
      expect(closed).toBe(0);

      const cluster = join(dataDir, 'postgres');
      process.env['PATH'] = onlyPrograms('sh', 'setpriv');
      const asUser = await startEmbedded({ dataDir, log: quietLog, settings: FAST });
      expect(statSync(cluster).uid).not.toBe(0);
      expect(readFileSync(`/proc/${asUser.pid}/status`, 'utf8')).toMatch(
        new RegExp(`^Uid:\t${statSync(cluster).uid}\t`, 'm'),
      );
      await query(asUser.connectionString, 'create table kept as select 7 as x');
      await asUser.stop();

      process.env['PATH'] = PATH;
      const inNamespace = await startEmbedded({ dataDir, log: quietLog, settings: FAST });
      expect(statSync(cluster).uid).toBe(0);
      expect(await query(inNamespace.connectionString, 'select x from kept')).toEqual([{ x: 7 }]);
      await inNamespace.stop();

      process.env['PATH'] = onlyPrograms('sh', 'setpriv');
      const asUserAgain = await startEmbedded({ dataDir, log: quietLog, settings: FAST });
      expect(await query(asUserAgain.connectionString, 'select x from kept')).toEqual([{ x: 7 }]);
    },
  );

  test.skipIf(!hasSystemUser)(
    'in a folder of another user it is run by that user, and stays theirs',
    async () => {
      const dataDir = newDir();
      const [, uid = '', gid = ''] = /^(?:postgres|zoom-monitor):[^:]*:(\d+):(\d+)/m.exec(passwd) ?? [];
      chownSync(dataDir, Number(uid), Number(gid));
      const server = await startEmbedded({ dataDir, log: quietLog, settings: FAST });
      expect(readFileSync(`/proc/${server.pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\t${uid}\t`, 'm'));
      expect(statSync(join(dataDir, 'postgres')).uid).toBe(Number(uid));
    },
  );

  test('where no way is left it says so, and what to do', async () => {
    process.env['PATH'] = onlyPrograms('sh');
    await expect(startEmbedded({ dataDir: newDir(), log: quietLog })).rejects.toMatchObject({
      code: 'embedded_no_user',
      message: expect.stringMatching(/unshare: .*ENOENT.*ordinary user.*DATABASE_URL/s),
    });
  });
});
