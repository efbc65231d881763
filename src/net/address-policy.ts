import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Where a connection to this address would end: on the open Internet, inside somebody's network, or at a place
 * that no message of ours has any business with.
 */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** Inside a network: an operator may want to post there, and says so. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'uniqueLocal',
  'carrierGradeNat',
]);

/**
 * Metadata services of clouds hand out credentials to whoever can reach them, so they stay forbidden where other
 * private addresses are allowed. 169.254.169.254 and its neighbours are link-local, which is forbidden as a whole.
 */
const METADATA_SERVICES: ReadonlySet<string> = new Set([
  'fd00:ec2::254', // Amazon, IPv6
  '100.100.100.200', // Alibaba, in the range of carrier-grade NAT
  '168.63.129.16', // Azure's host, in public space
]);

/** RFC 6052: the last 32 bits are an IPv4 address, and a translator will connect there. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** All that IANA hands out as global unicast; the rest of IPv6 is special or unassigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Judges an address as a resolver or a URL parser gives it: canonical, without brackets. Allows by name and forbids
 * the rest, so an address that is special in a way not known here is forbidden.
 */
export function classifyAddress(address: string): AddressClass {
  if (isIP(address) === 0) return 'forbidden';
  const parsed = ipaddr.parse(address);
  if (METADATA_SERVICES.has(parsed.toString())) return 'forbidden';
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64)) {
    // The prefix is for public IPv4 only (RFC 6052 section 3.1); behind DNS64 it is the only way to reach any.
    const embedded = ipaddr.fromByteArray(parsed.toByteArray().slice(12)).toString();
    return classifyAddress(embedded) === 'public' ? 'public' : 'forbidden';
  }
  const range = parsed.range();
  if (PRIVATE_RANGES.has(range)) return 'private';
  if (range !== 'unicast') return 'forbidden';
  // ::127.0.0.1 (IPv4-compatible, RFC 4291 section 2.5.5.1) is `unicast` to ipaddr.js.
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST) ? 'public' : 'forbidden';
}
