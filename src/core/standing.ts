import ipaddr from 'ipaddr.js';
import { memoise } from './memo.ts';
import { HOUR, type HourNumber, startOfHour } from './time.ts';

/** What can be said of a credential by those who answer for it. */
export type Statement =
  /** Calls from this network are expected (CIDR). */
  | { readonly kind: 'network'; readonly cidr: string }
  /** Calls from this provider are expected. */
  | { readonly kind: 'asn'; readonly asn: number }
  /** Work at these hours of the week is expected, 0 = Monday 00:00 on the credential's clock. */
  | { readonly kind: 'schedule'; readonly hours: readonly number[] }
  /** Up to this many times the usual volume is expected. */
  | { readonly kind: 'volume'; readonly factor: number }
  /** Whoever calls from here is a thief: what comes from it is never learnt, and counts in full each time. */
  | { readonly kind: 'distrusted'; readonly cidr: string }
  /** The credential was revoked: nobody should be using it. */
  | { readonly kind: 'revoked' }
  /** The credential was planted as bait: whoever uses it has taken it. */
  | { readonly kind: 'decoy' };

/**
 * A statement and its time. It holds for hours that begin at `since` or later, so that what was scored before stays
 * as it was; `revoked` and `decoy` hold from the moment itself.
 */
export interface Directive {
  /** Epoch ms. */
  readonly since: number;
  /** Epoch ms; null until further notice. The earlier of what was declared and of its withdrawal. */
  readonly until: number | null;
  readonly statement: Statement;
}

/** What holds in one hour. */
export interface Standing {
  /** Whether a call from this address, of this provider, was announced; never of one that is distrusted. */
  expects(address: string, asn: number | null): boolean;
  distrusts(address: string): boolean;
  /** Hours of the week with announced work. */
  readonly hours: ReadonlySet<number>;
  /** Announced volume as a multiple of the usual one; 1 when nothing was announced. */
  readonly volume: number;
  /** Milliseconds into the hour from which the credential is revoked, or a decoy; null when it is not. */
  readonly revokedFrom: number | null;
  readonly decoyFrom: number | null;
}

const nowhere = (): boolean => false;

/** Nobody has said anything: the usual case. */
export const NO_STANDING: Standing = {
  expects: nowhere,
  distrusts: nowhere,
  hours: new Set(),
  volume: 1,
  revokedFrom: null,
  decoyFrom: null,
};

/** What holds in `hour`. */
export function standingAt(directives: readonly Directive[], hour: HourNumber): Standing {
  if (directives.length === 0) return NO_STANDING;
  const start = startOfHour(hour);
  const [networks, distrusted]: [string[], string[]] = [[], []];
  const asns = new Set<number>();
  const hours = new Set<number>();
  let volume = 1;
  let revokedFrom: number | null = null;
  let decoyFrom: number | null = null;
  for (const { since, until, statement } of directives) {
    if (until !== null && until <= start) continue;
    if (statement.kind === 'revoked' || statement.kind === 'decoy') {
      if (since >= start + HOUR) continue;
      const from = Math.max(0, since - start);
      if (statement.kind === 'revoked') revokedFrom = Math.min(revokedFrom ?? HOUR, from);
      else decoyFrom = Math.min(decoyFrom ?? HOUR, from);
      continue;
    }
    if (since > start) continue;
    if (statement.kind === 'network') networks.push(statement.cidr);
    else if (statement.kind === 'distrusted') distrusted.push(statement.cidr);
    else if (statement.kind === 'asn') asns.add(statement.asn);
    else if (statement.kind === 'volume') volume = Math.max(volume, statement.factor);
    else for (const one of statement.hours) hours.add(one);
  }
  const [inNetworks, distrusts] = [matcher(networks), matcher(distrusted)];
  return {
    expects: (address, asn) =>
      ((asn !== null && asns.has(asn)) || inNetworks(address)) && !distrusts(address),
    distrusts,
    hours,
    volume,
    revokedFrom,
    decoyFrom,
  };
}

function matcher(cidrs: readonly string[]): (address: string) => boolean {
  if (cidrs.length === 0) return nowhere;
  const ranges = cidrs.map(rangeOf);
  return (address) => {
    const parsed = ipaddr.parse(address);
    return ranges.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
  };
}

/** Reading one takes ten microseconds, and hundreds may hold in each hour of a profile that is folded anew. */
const rangeOf = memoise((cidr) => ipaddr.parseCIDR(cidr), 4_096);
