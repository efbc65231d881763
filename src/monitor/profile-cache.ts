import type { Profile } from '../core/profile/profile.ts';
import type { HourNumber } from '../core/time.ts';

/** A profile that contains every hour up to and with `through`. Never changed once it is in the cache. */
export interface ProfileView {
  readonly through: HourNumber;
  readonly profile: Profile;
}

interface Entry {
  readonly version: number;
  readonly zone: string;
  /** Ascending by `through`: the newest hour's, and the one before, for events that lag a little. */
  readonly views: readonly ProfileView[];
}

/**
 * Profiles of the credentials that called last, so that scoring needs no read. Only a shortcut: an entry counts
 * while the credential's history version is the one it was made under, and whatever is missing is folded anew
 * from the stored hours.
 */
export class ProfileCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;

  constructor(capacity = 5_000) {
    this.#capacity = capacity;
  }

  /** The newest view that reaches no further than `through`. */
  find(credentialId: string, version: number, zone: string, through: HourNumber): ProfileView | null {
    const entry = this.#entries.get(credentialId);
    if (entry === undefined || entry.version !== version || entry.zone !== zone) return null;
    return entry.views.findLast((view) => view.through <= through) ?? null;
  }

  /** Call only after the commit that the views were made in. */
  keep(credentialId: string, version: number, zone: string, views: readonly ProfileView[]): void {
    this.#entries.delete(credentialId);
    this.#entries.set(credentialId, { version, zone, views });
    if (this.#entries.size > this.#capacity) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
  }
}
