import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { classifyAddress } from './address-policy.ts';
import { codeOf, SafeFetchError } from './safe-fetch-error.ts';

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name, in the order in which they should be tried. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface ConnectorOptions {
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  readonly lookup: Lookup | undefined;
}

/**
 * Connects undici to addresses that the policy allows, and to no others: literal ones are checked as they are, those
 * of a name all together before the first is tried, and the peer's once more when the connection stands.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { allowPrivate } = options;
  const lookup = options.lookup ?? resolveAll;
  return (target, callback) => {
    pinnedAddresses(target.hostname, lookup)
      .then((addresses) => {
        for (const { address } of addresses) checkAddress(address, target.protocol, allowPrivate);
        const connect = buildConnector({
          lookup: pinnedLookup(addresses),
          autoSelectFamily: true,
          timeout: options.timeoutMs,
        });
        connect(target, (...result) => {
          const [error, socket] = result;
          if (error === null) {
            try {
              checkAddress(socket.remoteAddress ?? '', target.protocol, allowPrivate);
            } catch (refusal) {
              socket.destroy();
              callback(refusal as Error, null);
              return;
            }
          }
          callback(...result);
        });
      })
      .catch((error: Error) => callback(error, null));
  };
}

function checkAddress(address: string, protocol: string, allowPrivate: boolean): void {
  const kind = classifyAddress(address);
  const allowed = kind === 'public' ? protocol === 'https:' : kind === 'private' && allowPrivate;
  if (allowed) return;
  throw new SafeFetchError(
    'address_not_allowed',
    kind === 'public'
      ? `nothing is sent to ${address} without TLS`
      : `nothing is sent to ${address}: it is not a public address${kind === 'private' ? '' : ' and never allowed'}`,
  );
}

async function pinnedAddresses(hostname: string, lookup: Lookup): Promise<readonly ResolvedAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await lookup(hostname);
  } catch (error) {
    throw new SafeFetchError('name_not_resolved', `${hostname} cannot be resolved (${codeOf(error)})`);
  }
  if (addresses.length === 0)
    throw new SafeFetchError('name_not_resolved', `${hostname} resolves to no address`);
  return addresses;
}

/** Gives the socket the addresses that were checked, and no others. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new Error(`no address for ${hostname}`), '');
  };
}

function resolveAll(hostname: string): Promise<ResolvedAddress[]> {
  return systemLookup(hostname, { all: true, verbatim: true });
}
