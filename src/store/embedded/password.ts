import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../store-error.ts';
import { clusterPath } from './cluster.ts';
import { hasCode } from './system-error.ts';

/**
 * The password of the cluster, made once and kept in `<dataDir>/postgres-password`, mode 0600.
 *
 * @throws {StoreError} `embedded_password_missing` when there is a cluster, but not its password
 */
export async function clusterPassword(dataDir: string): Promise<string> {
  const file = passwordFile(dataDir);
  if (!existsSync(file)) {
    if (existsSync(clusterPath(dataDir))) throw passwordMissing(dataDir);
    await writeOnce(file, randomBytes(32).toString('base64url'));
  }
  return (await readFile(file, 'utf8')).trim();
}

export function passwordMissing(dataDir: string, cause?: unknown): StoreError {
  return new StoreError(
    'embedded_password_missing',
    `The password of the embedded database is not in ${passwordFile(dataDir)}, or is another one. The data is untouched. ` +
      'Put the file back from a backup of DATA_DIR; to begin anew, move the folder "postgres" beside it away.',
    { cause },
  );
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres-password');
}

/** Whole or not at all, and the first of several processes wins. */
async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${content}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}
