import ipaddr from 'ipaddr.js';
import { networkLevels, parseAddress } from '../core/address.ts';

/** The widest networks that can be expected: a /8 is the largest block that one owner has (IANA), a /16 of IPv6 likewise. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;

/**
 * Reads a network in CIDR form, or an address, which stands for itself (IPv4) or its /64 (IPv6). Answers the canonical
 * form, host bits cleared.
 *
 * @throws RangeError that says what is expected
 */
export function readNetwork(text: string): string {
  const [, head = '', tail] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = parseAddress(head);
  // An address with brackets, a port or an IPv4 tail is read in logs; in a CIDR it is a slip.
  if (address === null || /[[\]]/.test(head) || address.includes(':') !== head.includes(':')) {
    throw new RangeError('must be a network such as 192.0.2.0/24 or 2001:db8::/32, or an address');
  }
  if (tail === undefined) return networkLevels(address).address;
  const kind = address.includes(':') ? 'ipv6' : 'ipv4';
  const bits = Number(tail);
  if (bits > (kind === 'ipv4' ? 32 : 128))
    throw new RangeError(`has /${bits}, more bits than an address has`);
  if (bits < WIDEST[kind]) {
    throw new RangeError(
      `is wider than /${WIDEST[kind]}: that would make almost everybody expected. Name the networks that are meant, ` +
        'or their provider as "asn"',
    );
  }
  const network =
    kind === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toRFC5952String();
  return `${network}/${bits}`;
}
