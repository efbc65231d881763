import type { HourRollup } from '../../core/rollup.ts';

/** Networks whose names are remembered while one credential is walked through: more than any has used. */
const MOST = 10_000;

/**
 * The names of networks, which roll-ups keep and events do not: a recount takes them from the stored roll-ups.
 */
export class NetworkNames {
  readonly #byNumber = new Map<number, string>();

  learn(stored: HourRollup): void {
    for (const { asn, asnName } of stored.addresses.values()) {
      if (asn !== null && asnName !== null && (this.#byNumber.has(asn) || this.#byNumber.size < MOST)) {
        this.#byNumber.set(asn, asnName);
      }
    }
  }

  /** Names the networks of a recount: as the stored roll-up of the same hour, else as the last one that knew. */
  name(recount: HourRollup, stored: HourRollup | null): void {
    for (const [address, sighting] of recount.addresses) {
      const same = stored?.addresses.get(address);
      if (same !== undefined && same.asn === sighting.asn) sighting.asnName = same.asnName;
      else sighting.asnName = sighting.asn === null ? null : (this.#byNumber.get(sighting.asn) ?? null);
    }
  }
}
