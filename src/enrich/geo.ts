import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AsnResponse, type CountryResponse, Reader } from 'maxmind';
import { memoise } from '../core/memo.ts';

/** Who owns an address, as far as the operator's databases say. */
export interface GeoAnswer {
  /** Autonomous system number. */
  readonly asn: number | null;
  readonly asnName: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** The answer where nothing is known. */
export const NOWHERE: GeoAnswer = { asn: null, asnName: null, country: null };

export interface GeoOptions {
  /** MMDB file with the fields of GeoLite2 ASN. */
  readonly asnDb?: string | undefined;
  /** MMDB file with the fields of GeoLite2 Country. */
  readonly countryDb?: string | undefined;
  /** How often the files are looked at for changes. */
  readonly checkEveryMs?: number;
  /** Told when a file is damaged, or a changed one cannot be read: the one before stays in use. */
  readonly onError?: (error: GeoDatabaseError) => void;
}

export interface Geo {
  /** The address must be canonical (core/address.ts). Unknown parts are null. Never throws. */
  readonly lookUp: (address: string) => GeoAnswer;
  /** Stops watching the files. */
  readonly close: () => void;
}

/** A database that cannot be used, and why. */
class GeoDatabaseError extends Error {
  readonly code = 'geo_database_unreadable';

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the MMDB file ${path} cannot be used: ${reason}`, { cause });
    this.name = 'GeoDatabaseError';
  }
}

const CHECK_EVERY = 60_000;
const LONGEST_NAME = 128;

/**
 * Opens the operator's databases; without any, every answer is empty. A file that is replaced is read again. The
 * watching is done here and not by maxmind, whose watcher ends the process when it meets a half-written file.
 *
 * @throws GeoDatabaseError when a file cannot be read at the start
 */
export async function openGeo(options: GeoOptions): Promise<Geo> {
  if (options.asnDb === undefined && options.countryDb === undefined) {
    return { lookUp: () => NOWHERE, close: () => undefined };
  }
  let remembered: (address: string) => GeoAnswer;
  const forget = (): void => {
    remembered = memoise(ask, 16_384);
  };
  const asn = await openDatabase<AsnResponse>(options.asnDb, options, forget);
  const country = await openDatabase<CountryResponse>(options.countryDb, options, forget);
  forget();
  return {
    lookUp: (address) => remembered(address),
    close: () => {
      asn.close();
      country.close();
    },
  };

  function ask(address: string): GeoAnswer {
    const network = asn.get(address);
    const place = country.get(address);
    return {
      asn: network?.autonomous_system_number ?? null,
      asnName: network?.autonomous_system_organization?.slice(0, LONGEST_NAME) ?? null,
      country: place?.country?.iso_code ?? place?.registered_country?.iso_code ?? null,
    };
  }
}

interface Database<T> {
  readonly get: (address: string) => T | null;
  readonly close: () => void;
}

async function openDatabase<T extends AsnResponse | CountryResponse>(
  path: string | undefined,
  options: GeoOptions,
  changed: () => void,
): Promise<Database<T>> {
  if (path === undefined) return { get: () => null, close: () => undefined };
  let reader = await load<T>(path).catch((error: unknown) => {
    throw new GeoDatabaseError(path, error);
  });
  const reload = (): void => {
    load<T>(path).then(
      (fresh) => {
        reader = fresh;
        changed();
      },
      (error: unknown) => options.onError?.(new GeoDatabaseError(path, error)),
    );
  };
  watchFile(path, { persistent: false, interval: options.checkEveryMs ?? CHECK_EVERY }, reload);
  return {
    close: () => unwatchFile(path, reload),
    get: (address) => {
      // An IPv4 tree would take the first bits of an IPv6 address for one of its own.
      if (reader.metadata.ipVersion === 4 && address.includes(':')) return null;
      try {
        return reader.get(address);
      } catch (error) {
        options.onError?.(new GeoDatabaseError(path, error));
        return null;
      }
    },
  };
}

/** Reads a file whole, and asks it something: a damaged one is often found out only then. */
async function load<T extends AsnResponse | CountryResponse>(path: string): Promise<Reader<T>> {
  const reader = new Reader<T>(await readFile(path));
  reader.get('255.255.255.254');
  reader.get('0.0.0.1');
  return reader;
}
