import type { Finding } from './alert.ts';
import { type DailyPeak, type DayNumber, dayOf } from './daily-peaks.ts';
import { type Episode, EpisodeCutter } from './episode.ts';
import { findingOf, type Subject } from './finding.ts';
import { emptyProfile, foldHour, type Profile } from './profile/profile.ts';
import type { HourRollup } from './rollup.ts';
import { type ScoredHour, scoreHour } from './score.ts';
import type { Thresholds } from './severity.ts';
import { type Directive, standingAt } from './standing.ts';
import { HOUR, type HourNumber, lastSettledHour, startOfHour } from './time.ts';

/**
 * One credential's history, hour by hour in order of time: the same folds and scores that the service makes of
 * its stored hours, without a store.
 */
export class HourReplay {
  readonly #learnUntil: number;
  readonly #directives: readonly Directive[];
  readonly #profile: Profile;
  /** Scored hours that no profile may contain yet: at most three. */
  readonly #pending: HourRollup[] = [];

  /** @param learnUntil epoch ms before which everything is only learnt */
  constructor(zone: string, learnUntil: number, directives: readonly Directive[] = []) {
    this.#profile = emptyProfile(zone);
    this.#learnUntil = learnUntil;
    this.#directives = directives;
  }

  /** Takes the next complete hour; hours come in ascending order. Null when it was only learnt. */
  add(rollup: HourRollup): ScoredHour | null {
    const { hour } = rollup;
    this.#settle(lastSettledHour(hour));
    this.#pending.push(rollup);
    const from = Math.max(0, this.#learnUntil - startOfHour(hour));
    if (from >= HOUR) return null;
    const standing = standingAt(this.#directives, hour);
    return scoreHour({ hour, rollup, profile: this.#profile, standing, from });
  }

  #settle(through: HourNumber): void {
    while (this.#pending.length > 0 && this.#pending[0]!.hour <= through) {
      const settled = this.#pending.shift()!;
      foldHour(this.#profile, settled, standingAt(this.#directives, settled.hour));
    }
  }
}

/** The thresholds of episodes that begin on a day: they rest on the days before it. */
export type ThresholdsOn = (day: DayNumber) => Thresholds;

/** A replay that makes findings of what it scores. */
export class CredentialReplay {
  readonly #subject: Subject;
  readonly #thresholds: ThresholdsOn;
  readonly #hours: HourReplay;
  readonly #episodes = new EpisodeCutter();
  readonly #findings: Finding[] = [];

  constructor(subject: Subject, hours: HourReplay, thresholds: ThresholdsOn) {
    this.#subject = subject;
    this.#hours = hours;
    this.#thresholds = thresholds;
  }

  /** Takes the next complete hour. Its part of the day's peak, for calibration; null when it was only learnt. */
  add(rollup: HourRollup): DailyPeak | null {
    const scored = this.#hours.add(rollup);
    if (scored === null) return null;
    const ended = scored.score === null ? null : this.#episodes.add(scored.score);
    if (ended !== null) this.#findings.push(...this.#findingsOf(ended));
    return { credentialId: this.#subject.credentialId, day: dayOf(rollup.hour), bits: scored.bits };
  }

  /** Every finding so far, the open episode included. */
  findings(): Finding[] {
    return [...this.#findings, ...this.#episodes.open.flatMap((episode) => this.#findingsOf(episode))];
  }

  #findingsOf(episode: Episode): Finding[] {
    const finding = findingOf(episode, this.#subject, this.#thresholds(dayOf(episode.start)));
    return finding === null ? [] : [finding];
  }
}
