import { readSettings } from '../config/settings.ts';
import { auditEntry } from '../respond/audit.ts';
import {
  type ApiKey,
  ApiKeyError,
  createApiKey,
  listApiKeys,
  type NewApiKey,
  ROLES,
  type Role,
  revokeApiKey,
} from '../store/queries/api-keys.ts';
import { parseDuration, parseWhole } from './duration.ts';
import { CliError, usageError } from './failure.ts';
import { replaceFingerprintKey } from './fingerprint-key.ts';
import { EXIT, type Io, say, table, tell } from './io.ts';
import { openCommandLog } from './log.ts';
import { withCurrentStore } from './with-store.ts';

/** Whoever may read DATA_DIR or the database's password acts here; a key of the API names the others. */
export const OPERATOR = { id: 'zoom-monitor', name: 'command line' };

/** The options of `keys create`, as the command line gives them. */
export interface CreateOptions {
  readonly role: string;
  readonly name: string;
  readonly source?: string;
  readonly credentials?: string;
  readonly newCredentialsPerHour?: string;
  readonly expiresIn?: string;
}

/** `keys create`: the key alone on stdout, so that it can be piped into a secret store. */
export async function createKey(options: CreateOptions, io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const wanted = newKey(options, Date.now());
  const { id, key } = await withCurrentStore(settings, openCommandLog(io, settings.logLevel), (store) =>
    createApiKey(store, wanted, (id) =>
      auditEntry(OPERATOR, 'key.created', `key:${id}`, { name: wanted.name, role: wanted.role }, Date.now()),
    ).catch((error: unknown) => {
      throw error instanceof ApiKeyError ? usageError(error.message) : error;
    }),
  );
  tell(io, `Made the ${wanted.role} key "${wanted.name}" (${id}). It is shown this once:`);
  say(io, key);
  return EXIT.ok;
}

/** `keys list`: every key ever made, newest first, without what is secret of it. */
export async function listKeys(options: { json?: boolean }, io: Io): Promise<number> {
  const settings = readSettings(io.env);
  const keys = await withCurrentStore(settings, openCommandLog(io, settings.logLevel), listApiKeys);
  if (options.json === true) {
    say(io, JSON.stringify(keys.map(asJson), null, 2));
    return EXIT.ok;
  }
  const now = Date.now();
  const rows = keys.map((key) => [
    key.id,
    key.role,
    stateOf(key, now),
    key.createdAt.toISOString(),
    key.source ?? '-',
    key.credentialPattern ?? '-',
    key.newCredentialsPerHour === null ? '-' : `${key.newCredentialsPerHour}/h`,
    key.name,
  ]);
  for (const line of table([
    ['ID', 'ROLE', 'STATE', 'MADE', 'SOURCE', 'CREDENTIALS', 'NEW', 'NAME'],
    ...rows,
  ])) {
    say(io, line);
  }
  return EXIT.ok;
}

/** `keys revoke`: a running service stops taking the key within seconds. */
export async function revokeKey(id: string, io: Io): Promise<number> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw usageError('keys revoke takes the id of a key, as "zoom-monitor keys list" shows it');
  }
  const settings = readSettings(io.env);
  const found = await withCurrentStore(settings, openCommandLog(io, settings.logLevel), (store) =>
    revokeApiKey(store, id, auditEntry(OPERATOR, 'key.revoked', `key:${id}`, {}, Date.now())),
  );
  if (!found) throw new CliError('no_such_key', `There is no key ${id}. See "zoom-monitor keys list".`);
  tell(io, `Key ${id} is revoked.`);
  return EXIT.ok;
}

/** `keys replace-fingerprint-key`: the way out when the old one is lost. */
export async function replaceKey(io: Io): Promise<number> {
  const settings = readSettings(io.env);
  await withCurrentStore(settings, openCommandLog(io, settings.logLevel), (store) =>
    replaceFingerprintKey(store, settings),
  );
  tell(io, 'The database now goes with the fingerprint key of this process. Restart every replica with it.');
  return EXIT.ok;
}

const asJson = (key: ApiKey): object => ({
  id: key.id,
  name: key.name,
  role: key.role,
  source: key.source,
  credentials: key.credentialPattern,
  new_credentials_per_hour: key.newCredentialsPerHour,
  created_at: key.createdAt,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
});

function newKey(options: CreateOptions, now: number): NewApiKey {
  const role = ROLES.find((known): known is Role => known === options.role);
  if (role === undefined)
    throw usageError(`--role must be one of ${ROLES.join(', ')}, not "${options.role}"`);
  const cap = options.newCredentialsPerHour;
  const lifetime = options.expiresIn;
  return {
    name: options.name,
    role,
    source: options.source ?? null,
    credentialPattern: options.credentials ?? null,
    newCredentialsPerHour: cap === undefined ? null : parseWhole('--new-credentials-per-hour', cap, 0),
    expiresAt: lifetime === undefined ? null : new Date(now + parseDuration('--expires-in', lifetime)),
  };
}

function stateOf(key: ApiKey, now: number): string {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt === null) return 'active';
  return key.expiresAt.getTime() <= now ? 'expired' : `until ${key.expiresAt.toISOString().slice(0, 10)}`;
}
