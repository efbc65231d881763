import type { Finding, HourScore } from './alert.ts';
import { episodesOf, joins } from './episode.ts';
import { findingOf, type Subject } from './finding.ts';
import { emptyProfile, foldHour, type Profile } from './profile/profile.ts';
import type { HourRollup } from './rollup.ts';
import { scoreHour } from './score.ts';
import type { Thresholds } from './severity.ts';
import { type Directive, standingAt } from './standing.ts';
import { HOUR, type HourNumber, lastSettledHour, startOfHour } from './time.ts';

/**
 * One credential's history, hour by hour in order of time: the same folds and scores that the service makes of
 * its stored hours, without a store. `analyze` and `backtest` run on it.
 */
export class CredentialReplay {
  readonly #subject: Subject;
  readonly #thresholds: Thresholds;
  readonly #learnUntil: number;
  readonly #directives: readonly Directive[];
  readonly #profile: Profile;
  /** Scored hours that no profile may contain yet: at most three. */
  #pending: HourRollup[] = [];
  /** Evidence of the episode that is still open. */
  #open: HourScore[] = [];
  readonly #findings: Finding[] = [];

  /** @param learnUntil epoch ms before which everything is only learnt */
  constructor(
    subject: Subject,
    thresholds: Thresholds,
    zone: string,
    learnUntil: number,
    directives: readonly Directive[] = [],
  ) {
    this.#subject = subject;
    this.#thresholds = thresholds;
    this.#learnUntil = learnUntil;
    this.#directives = directives;
    this.#profile = emptyProfile(zone);
  }

  /** Takes the next complete hour; hours come in ascending order. */
  add(rollup: HourRollup): void {
    this.#settle(lastSettledHour(rollup.hour));
    const from = Math.max(0, this.#learnUntil - startOfHour(rollup.hour));
    if (from < HOUR) {
      const { score } = scoreHour({
        hour: rollup.hour,
        rollup,
        profile: this.#profile,
        standing: standingAt(this.#directives, rollup.hour),
        from,
      });
      if (score !== null) this.#addEvidence(score);
    }
    this.#pending.push(rollup);
  }

  /** Every finding so far, the open episode included. */
  findings(): Finding[] {
    return [...this.#findings, ...this.#close(this.#open)];
  }

  #settle(through: HourNumber): void {
    while (this.#pending.length > 0 && this.#pending[0]!.hour <= through) {
      const settled = this.#pending.shift()!;
      foldHour(this.#profile, settled, standingAt(this.#directives, settled.hour));
    }
  }

  #addEvidence(score: HourScore): void {
    if (!joins(score, this.#open)) {
      this.#findings.push(...this.#close(this.#open));
      this.#open = [];
    }
    this.#open.push(score);
  }

  #close(hours: readonly HourScore[]): Finding[] {
    return episodesOf(hours).flatMap((episode) => findingOf(episode, this.#subject, this.#thresholds) ?? []);
  }
}
