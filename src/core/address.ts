import ipaddr from 'ipaddr.js';
import { memoise } from './memo.ts';

/** An address at the three widths that networks are learnt by, each in CIDR form. */
export interface NetworkLevels {
  /** IPv4: the address as /32. IPv6: its /64, since one host changes its lower half at will (RFC 8981). */
  readonly address: string;
  /** IPv4 /24, IPv6 /48. */
  readonly prefix: string;
  /** IPv4 /16, IPv6 /32. */
  readonly wide: string;
}

/**
 * Reads an address as logs write it and returns its canonical form (RFC 5952 for IPv6; IPv4-mapped IPv6 becomes
 * IPv4), or null when the text is no address. Brackets and a port go where they cannot be mistaken
 * (`[2001:db8::1]:443`, `192.0.2.1:443`). A zone id (`fe80::1%eth0`) means something on one machine only, and
 * Postgres' `inet` refuses it: null. Octal, hexadecimal and short IPv4 forms are null, too: what they mean
 * depends on who reads them.
 */
export const parseAddress: (text: string) => string | null = memoise(parse, 16_384, 64);

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const IPV4_WITH_PORT = /^((?:\d{1,3}\.){3}\d{1,3}):\d{1,5}$/;
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;

function parse(text: string): string | null {
  if (text.length > 64) return null;
  const trimmed = text.trim();
  if (IPV4.test(trimmed)) return trimmed;
  const bare = BRACKETED.exec(trimmed)?.[1] ?? IPV4_WITH_PORT.exec(trimmed)?.[1] ?? trimmed;
  if (IPV4.test(bare)) return bare;
  if (!bare.includes(':') || bare.includes('%') || !ipaddr.IPv6.isValid(bare)) return null;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** The networks that an address belongs to. The address must be canonical (from `parseAddress`). */
export const networkLevels: (address: string) => NetworkLevels = memoise(levels, 16_384, 64);

function levels(address: string): NetworkLevels {
  if (!address.includes(':')) {
    const [a = '0', b = '0', c = '0'] = address.split('.');
    return { address: `${address}/32`, prefix: `${a}.${b}.${c}.0/24`, wide: `${a}.${b}.0.0/16` };
  }
  const { parts } = ipaddr.IPv6.parse(address);
  const network = (kept: number): string =>
    new ipaddr.IPv6(parts.map((part, index) => (index < kept ? part : 0))).toRFC5952String();
  return { address: `${network(4)}/64`, prefix: `${network(3)}/48`, wide: `${network(2)}/32` };
}
