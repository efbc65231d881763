import { foldHour, type Profile } from '../../core/profile/profile.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { type Directive, type Standing, standingAt } from '../../core/standing.ts';
import { type HourNumber, lastSettledHour } from '../../core/time.ts';
import type { CredentialState } from '../../store/accept/credentials.ts';
import { readDirectives } from '../../store/accept/directives.ts';
import { readRollupsAfter } from '../../store/queries/history.ts';
import type { Store } from '../../store/store.ts';
import { restoreProfile } from '../stored-profile.ts';

/** One hour of a credential beside what was known when it was judged. */
export interface WalkedHour {
  readonly hour: HourNumber;
  /** Null where it did not call. */
  readonly rollup: HourRollup | null;
  /** The fold of the hours that ended 90 minutes before this one began. It is folded on: `cloneProfile` keeps it. */
  readonly profile: Profile;
  readonly standing: Standing;
}

/** Roll-ups that are read at a time: each may hold a thousand addresses. */
const PAGE = 96;

/** A walk over a credential's hours, each of which is read once. Changes nothing. */
export class HourWalk {
  readonly #store: Store;
  readonly #credentialId: string;
  readonly #from: HourNumber;
  readonly #to: HourNumber;
  readonly #directives: readonly Directive[];
  readonly #profile: Profile;
  /** The profile holds every hour up to this one. */
  readonly #through: HourNumber;
  readonly #waiting: HourRollup[] = [];

  /** Starts at the checkpoint nearest to what judged the hour `from`. */
  static async start(
    store: Store,
    { credentialId, hasDirectives }: CredentialState,
    zone: string,
    from: HourNumber,
    to: HourNumber,
  ): Promise<HourWalk> {
    const { profile, through } = await restoreProfile(store.db, credentialId, zone, lastSettledHour(from));
    const said = hasDirectives ? [{ credentialId, from: through + 1, to }] : [];
    const directives = (await readDirectives(store.db, said)).get(credentialId) ?? [];
    return new HourWalk(store, credentialId, from, to, directives, profile, through);
  }

  private constructor(
    store: Store,
    credentialId: string,
    from: HourNumber,
    to: HourNumber,
    directives: readonly Directive[],
    profile: Profile,
    through: HourNumber,
  ) {
    this.#store = store;
    this.#credentialId = credentialId;
    this.#from = from;
    this.#to = to;
    this.#directives = directives;
    this.#profile = profile;
    this.#through = through;
  }

  /**
   * The hours from `from` to `to`, both included, each beside the profile that judged it: the same fold as scoring
   * makes.
   *
   * @param onRollup gets every roll-up from `readFrom` on as it is read, those before `from` too
   */
  async *hours(
    onRollup: (rollup: HourRollup) => void = () => {},
    readFrom = this.#from,
  ): AsyncGenerator<WalkedHour> {
    let next = this.#from;
    for await (const rollup of this.#read(Math.min(readFrom, this.#through + 1))) {
      for (; next < rollup.hour; next += 1) yield this.#walked(next, null);
      if (rollup.hour >= readFrom) onRollup(rollup);
      if (rollup.hour === next) {
        yield this.#walked(next, rollup);
        next += 1;
      }
      if (rollup.hour > this.#through) this.#waiting.push(rollup);
      this.#fold(lastSettledHour(this.#from));
    }
    for (; next <= this.#to; next += 1) yield this.#walked(next, null);
  }

  /** What is known at the end of a whole walk: the fold of every hour up to and with `to`. */
  finish(): Profile {
    this.#fold(this.#to);
    return this.#profile;
  }

  #walked(hour: HourNumber, rollup: HourRollup | null): WalkedHour {
    this.#fold(lastSettledHour(hour));
    return { hour, rollup, profile: this.#profile, standing: standingAt(this.#directives, hour) };
  }

  #fold(through: HourNumber): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].hour <= through) {
      const rollup = this.#waiting.shift()!;
      foldHour(this.#profile, rollup, standingAt(this.#directives, rollup.hour));
    }
  }

  async *#read(from: HourNumber): AsyncGenerator<HourRollup> {
    let after = from - 1;
    for (;;) {
      const page = await readRollupsAfter(this.#store, this.#credentialId, after, PAGE);
      for (const rollup of page) {
        if (rollup.hour > this.#to) return;
        yield rollup;
        after = rollup.hour;
      }
      if (page.length < PAGE) return;
    }
  }
}
