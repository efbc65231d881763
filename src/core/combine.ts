import type { SignalName } from './alert.ts';

/** One signal's raw bits at some moment. */
export interface Part {
  readonly signal: SignalName;
  readonly bits: number;
}

/** Signals that one cause can raise together: the largest counts in full, the others by a share. */
interface Cause {
  readonly signals: ReadonlySet<SignalName>;
  readonly share: number;
}

/** One release of the owner's program brings a new machine, new calls and a new client at once. */
const RELEASE: Cause = {
  signals: new Set<SignalName>(['unfamiliar_network', 'unfamiliar_operation', 'unfamiliar_client']),
  share: 0.35,
};
/** More calls return more bytes: the lesser of the two is mostly an echo of the larger. */
const VOLUME: Cause = { signals: new Set<SignalName>(['usage_spike', 'data_spike']), share: 0.25 };
/** More load brings more machines: calls beyond the usual and a machine that joins the others. */
const GROWTH: Cause = {
  signals: new Set<SignalName>(['concurrent_networks', 'usage_spike', 'data_spike']),
  share: 0.5,
};
/** Whoever works at an odd hour has something unusual to do, and mostly much of it. */
const SHIFT: Cause = { signals: new Set<SignalName>(['odd_hour', 'usage_spike', 'data_spike']), share: 0.6 };

/**
 * Discounts bits that have one cause, so that the shares may be added up. A new machine at a known provider, new
 * calls and a new client in one hour are one release: the largest counts in full, the others by a third; more
 * load and more machines go together. With a stranger's provider in the hour neither explains them.
 *
 * @param strange whether an address of a provider that the credential does not keep using called by then
 * @param maturity what the credential's evidence counts for at its age (maturity.ts)
 * @returns the shares, in the order of `parts`; raising any part, or `strange`, never lowers their sum
 */
export function sharesOf(parts: readonly Part[], strange: boolean, maturity: number): number[] {
  let shares = parts.map(({ bits }) => bits);
  for (const cause of strange ? [VOLUME, SHIFT] : [VOLUME, SHIFT, GROWTH, RELEASE]) {
    shares = discount(parts, shares, cause);
  }
  return shares.map((bits) => bits * maturity);
}

function discount(parts: readonly Part[], shares: readonly number[], { signals, share }: Cause): number[] {
  let largest = -1;
  parts.forEach(({ signal }, index) => {
    if (signals.has(signal) && (largest < 0 || shares[index]! > shares[largest]!)) largest = index;
  });
  return shares.map((bits, index) =>
    signals.has(parts[index]!.signal) && index !== largest ? bits * share : bits,
  );
}
