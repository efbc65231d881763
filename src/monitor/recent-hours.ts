import type { HourRollup } from '../core/rollup.ts';
import type { HourNumber } from '../core/time.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import type { UsageHour } from '../store/accept/usage-hours.ts';

/** Hours before a credential's newest that are kept: scoring an event that lags 90 minutes asks for those. */
export const HOURS_KEPT = 5;
/** Addresses, operations, clients and tokens in the hours of all credentials together; about 100 MB. */
const MOST_VALUES = 400_000;

type Versions = Pick<CredentialState, 'historyVersion' | 'hoursVersion'>;

interface Entry extends Versions {
  /** Every stored hour from here on is among `hours`. */
  readonly from: HourNumber;
  readonly hours: Map<HourNumber, UsageHour>;
  readonly values: number;
}

/**
 * The newest stored hours of the credentials that called last, so that a batch need not read what the batch before it
 * wrote. Only a shortcut: an entry counts while the credential's versions, read under its lock, are those it was made
 * under. Whoever takes an entry may change it; it comes back with `keep` after the commit, or not at all.
 */
export class RecentHours {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #values = 0;

  constructor(capacity = MOST_VALUES) {
    this.#capacity = capacity;
  }

  /** Gives away every stored hour from `from` on (perhaps earlier ones, too); null when it does not have them all. */
  take(state: CredentialState, from: HourNumber): Map<HourNumber, UsageHour> | null {
    const entry = this.#remove(state.credentialId);
    if (
      entry === undefined ||
      entry.from > from ||
      entry.historyVersion !== state.historyVersion ||
      entry.hoursVersion !== state.hoursVersion
    ) {
      return null;
    }
    return entry.hours;
  }

  /** @param hours all that are stored from `from` on; those too old to be asked for again are let go */
  keep(
    credentialId: string,
    versions: Versions,
    from: HourNumber,
    hours: Map<HourNumber, UsageHour>,
    newest: HourNumber,
  ): void {
    const first = Math.max(from, newest - HOURS_KEPT);
    let values = 1;
    for (const [hour, { rollup }] of hours) {
      if (hour < first) hours.delete(hour);
      else values += valuesOf(rollup);
    }
    this.#remove(credentialId);
    const { historyVersion, hoursVersion } = versions;
    this.#entries.set(credentialId, { historyVersion, hoursVersion, from: first, hours, values });
    this.#values += values;
    while (this.#values > this.#capacity) this.#remove(this.#entries.keys().next().value!);
  }

  #remove(credentialId: string): Entry | undefined {
    const entry = this.#entries.get(credentialId);
    if (entry === undefined) return undefined;
    this.#entries.delete(credentialId);
    this.#values -= entry.values;
    return entry;
  }
}

const valuesOf = ({ addresses, operations, clients, tokens }: HourRollup): number =>
  4 + addresses.size + operations.size + clients.size + tokens.size;
