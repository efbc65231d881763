import type { SignalName } from './alert.ts';

/** One signal's raw bits at some moment. */
export interface Part {
  readonly signal: SignalName;
  readonly bits: number;
}

/** What one release of the owner's program brings at once: a new machine, new calls, a new client. */
const RELEASE: ReadonlySet<SignalName> = new Set([
  'unfamiliar_network',
  'unfamiliar_operation',
  'unfamiliar_client',
]);
/** What lies beside the largest of them counts this much, where one release can explain them. */
const RELEASE_SHARE = 0.35;
/** More calls return more bytes: the lesser of the two is mostly an echo of the larger. */
const VOLUME: ReadonlySet<SignalName> = new Set(['usage_spike', 'data_spike']);
const VOLUME_SHARE = 0.25;

/**
 * Discounts bits that have one cause, so that the shares may be added up. A new machine at a known provider, new
 * calls and a new client in one hour are one release: the largest counts in full, the others by a third. With a
 * stranger's provider in the hour no release explains them, and all count in full.
 *
 * @param strange whether an address of a provider that the credential does not keep using called by then
 * @returns the shares, in the order of `parts`; raising any part, or `strange`, never lowers their sum
 */
export function sharesOf(parts: readonly Part[], strange: boolean): number[] {
  const release = strange ? null : largestOf(parts, RELEASE);
  const volume = largestOf(parts, VOLUME);
  return parts.map((part) => {
    if (release !== null && RELEASE.has(part.signal) && part !== release) return part.bits * RELEASE_SHARE;
    if (VOLUME.has(part.signal) && part !== volume) return part.bits * VOLUME_SHARE;
    return part.bits;
  });
}

function largestOf(parts: readonly Part[], group: ReadonlySet<SignalName>): Part | null {
  let largest: Part | null = null;
  for (const part of parts) {
    if (group.has(part.signal) && (largest === null || part.bits > largest.bits)) largest = part;
  }
  return largest;
}
