import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key that this program made and keeps in DATA_DIR, readable by its own user alone. */
export interface KeyFile {
  readonly key: string;
  readonly path: string;
  /** True for the process that made it. */
  readonly made: boolean;
}

export type KeyFileName = 'admin-key' | 'fingerprint-key';

export class KeyFileError extends Error {
  readonly code = 'key_file_unusable';
  override readonly name = 'KeyFileError';
}

/** Makes the folder with mode 0700 when it is not there; one that is there stays as it is (`doctor` judges it). */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new KeyFileError(
      `DATA_DIR ${dataDir} cannot be made (${codeOf(error)}). Set DATA_DIR to a folder you own.`,
      {
        cause: error,
      },
    );
  }
}

export const keyFilePath = (dataDir: string, name: KeyFileName): string => join(dataDir, name);

/** The key in DATA_DIR, or null when there is none yet. Throws KeyFileError when the file cannot be used. */
export function readKeyFile(dataDir: string, name: KeyFileName): string | null {
  const path = keyFilePath(dataDir, name);
  let key: string;
  try {
    key = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new KeyFileError(
      `The key file ${path} cannot be read (${codeOf(error)}). Make it readable for this user.`,
      {
        cause: error,
      },
    );
  }
  if (key.length < 32) {
    throw new KeyFileError(
      `The key file ${path} holds ${key.length} characters, and a key needs 32 or more. Restore it, or remove it to have a new one made.`,
    );
  }
  return key;
}

/**
 * Reads the key in DATA_DIR, making it the first time: 32 random bytes in hex, prefixed so that secret scanners and
 * people recognise it. Two processes that start together end with the same key: the second one's link fails.
 */
export function readOrMakeKeyFile(dataDir: string, name: KeyFileName): KeyFile {
  ensureDataDir(dataDir);
  const path = keyFilePath(dataDir, name);
  const present = readKeyFile(dataDir, name);
  if (present !== null) return { key: present, path, made: false };
  const made = publish(path, name === 'admin-key' ? 'zum_admin_' : '');
  const key = readKeyFile(dataDir, name);
  if (key === null)
    throw new KeyFileError(`The key file ${path} was removed while it was being made. Try again.`);
  return { key, path, made };
}

/** Writes a new key under another name first, so that nobody reads half a key. False when another was faster. */
function publish(path: string, prefix: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${prefix}${randomBytes(32).toString('hex')}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new KeyFileError(
      `The key file ${path} cannot be written (${codeOf(error)}). Check DATA_DIR and its disk.`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * What may be stored of the fingerprint key so that replicas can tell whether they share it. The key is 32
 * characters or more, so the value gives nothing away.
 */
export const fingerprintCheckValue = (key: string): string =>
  createHmac('sha256', key).update('zoom-usage-monitor: check value of the fingerprint key').digest('hex');

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
