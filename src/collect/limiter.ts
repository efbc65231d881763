import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, MINUTE, SECOND } from '../core/time.ts';
import type { SafeResponse } from '../net/safe-fetch.ts';
import { countCall, pauseQuota } from '../store/queries/zoom-quota.ts';
import type { Store } from '../store/store.ts';
import {
  ASSUMED,
  dailyLimitOf,
  LABELS,
  type Label,
  ownDaily,
  type PlanName,
  pauseBetween,
  planOf,
} from './limits.ts';
import { retryAt } from './retry-after.ts';
import { PausedUntil } from './zoom-problem.ts';

/** A pause up to this long is waited for; a longer one ends the pull, which is taken up again afterwards. */
const LONGEST_WAIT = 30 * SECOND;
/** When Zoom does not say how long: doubled with each refusal in a row. */
const FIRST_PAUSE = 2 * SECOND;
const LONGEST_PAUSE = 10 * MINUTE;
/** What is left of a daily limit when we stop: the account's own programs need it more. */
const LEFT_TO_OTHERS = 1 / 4;

/**
 * Keeps us within a quarter of Zoom's limits, and within what Zoom asks for. Days are counted in the database, so that
 * a restart or another replica does not begin anew; seconds in this process, since one replica pulls at a time.
 */
export class Limiter {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #next = new Map<Label, number>();
  #plan: PlanName = ASSUMED;
  #refusals = 0;
  /** Calls let through. */
  calls = 0;

  constructor(store: Store, now: () => number, signal: AbortSignal) {
    this.#store = store;
    this.#now = now;
    this.#signal = signal;
  }

  /** Calls of ours that Zoom's plan leaves us a day. */
  get daily(): number {
    return ownDaily(this.#plan);
  }

  /**
   * Resolves when a call may be made.
   *
   * @throws {PausedUntil} when that is more than half a minute away
   */
  async take(label: Label): Promise<void> {
    const limit = dailyLimitOf(label);
    await this.#until(label, this.#next.get(label) ?? 0, 'Zoom asked for a pause (429).');
    const now = this.#now();
    const { used, pausedUntil } = await countCall(this.#store, limit, now);
    if (pausedUntil !== null) await this.#until(label, pausedUntil, 'Zoom asked for a pause (429).');
    if (limit === 'Heavy' && used > this.daily) {
      throw new PausedUntil(
        now - (now % DAY) + DAY,
        label,
        `Today's share of Zoom's daily limit (${this.daily} calls, a quarter of the account's) is used up.`,
      );
    }
    this.#next.set(
      label,
      Math.max(this.#now(), this.#next.get(label) ?? 0) + pauseBetween(this.#plan, label),
    );
    this.calls += 1;
  }

  /** Learns from the headers of an answer, which may be there or not; returns the label that the endpoint really has. */
  async learn(asked: Label, { status, headers, body }: SafeResponse): Promise<Label> {
    const read = (name: string): string => String(headers[name] ?? '').trim();
    const label =
      LABELS.find((known) => known.toLowerCase() === read('x-ratelimit-category').toLowerCase()) ?? asked;
    const daily = /daily/i.test(read('x-ratelimit-type')) || (status === 429 && /daily/i.test(body));
    const limit = Number(read('x-ratelimit-limit') || Number.NaN);
    const remaining = Number(read('x-ratelimit-remaining') || Number.NaN);
    if (!daily) this.#plan = planOf(label, limit) ?? this.#plan;
    if (status === 429) {
      await this.#refused(label, daily, headers);
      return label;
    }
    this.#refusals = 0;
    if (daily && remaining <= limit * LEFT_TO_OTHERS) await this.#pause(label, this.#midnight());
    // Somebody else uses the quota up: not our turn in this second.
    if (!daily && remaining === 0)
      this.#next.set(label, Math.max(this.#next.get(label) ?? 0, this.#now() + SECOND));
    return label;
  }

  async #refused(label: Label, daily: boolean, headers: SafeResponse['headers']): Promise<void> {
    const now = this.#now();
    const own = Math.min(FIRST_PAUSE * 2 ** this.#refusals, LONGEST_PAUSE);
    this.#refusals += 1;
    const asked = retryAt(headers, now) ?? (daily ? this.#midnight() : null);
    // A second of grace for clocks, and some more by chance so that we do not meet those who wait for the same time.
    await this.#pause(
      label,
      Math.max(asked === null ? 0 : asked + SECOND, now + own) + Math.random() * SECOND,
    );
  }

  async #pause(label: Label, until: number): Promise<void> {
    this.#next.set(label, Math.max(this.#next.get(label) ?? 0, until));
    await pauseQuota(this.#store, dailyLimitOf(label), until);
  }

  #midnight(): number {
    const now = this.#now();
    return now - (now % DAY) + DAY;
  }

  async #until(label: Label, time: number, why: string): Promise<void> {
    const wait = time - this.#now();
    if (wait > LONGEST_WAIT) throw new PausedUntil(time, label, why);
    if (wait > 0) await sleep(wait, undefined, { signal: this.#signal });
  }
}
