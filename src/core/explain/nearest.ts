import ipaddr from 'ipaddr.js';

/** Known values are compared at most this many, for the cost of one sentence. */
const LIMIT = 512;

/**
 * The known address that shares the most leading bits with `address`; null when none is of its family. Known
 * values may be addresses or, for IPv6, /64 networks.
 */
export function nearestAddress(address: string, known: Iterable<string>): string | null {
  const target = ipaddr.parse(address).toByteArray();
  let best: string | null = null;
  let bestBits = -1;
  let compared = 0;
  for (const value of known) {
    if (compared >= LIMIT) break;
    compared += 1;
    const bytes = ipaddr.parse(value.split('/')[0]!).toByteArray();
    if (bytes.length !== target.length) continue;
    const bits = commonBits(bytes, target);
    if (bits > bestBits || (bits === bestBits && best !== null && value < best)) {
      best = value;
      bestBits = bits;
    }
  }
  return best;
}

function commonBits(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = a[i]! ^ b[i]!;
    if (difference !== 0) return i * 8 + Math.clz32(difference) - 24;
  }
  return a.length * 8;
}
