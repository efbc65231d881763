import type { Finding, SignalName } from '../core/alert.ts';
import type { Budget } from '../core/budget-text.ts';
import { REFERENCE_ONLY } from '../core/calibration.ts';
import { dayOf } from '../core/daily-peaks.ts';
import { findingOf } from '../core/finding.ts';
import { isAlarm, thresholdsOf } from '../core/severity.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import type { Attack } from '../scenario/attacks/attack.ts';
import type { Change } from '../scenario/changes/change.ts';
import type { ArchetypeName } from '../scenario/owner.ts';
import type { CredentialEpisodes, FleetEpisodes } from './replay-fleet.ts';

/** What became of one theft. */
export interface AttackVerdict {
  readonly attack: Attack;
  readonly archetype: ArchetypeName;
  /** Alerts of medium or more that are about it. */
  readonly alerts: number;
  /** From its first striking call to the alert; null when there was none. */
  readonly minutes: number | null;
  /** Signals of that alert, the strongest first. */
  readonly signals: readonly SignalName[];
  /** Highest score of its hours, whether it sufficed or not. */
  readonly bits: number;
}

/** An alert of medium or more about nothing bad. */
interface FalseAlarm {
  readonly archetype: ArchetypeName;
  /** What its owner was doing; null when nothing. */
  readonly change: Change | null;
  /** Days since the credential's first call, when it was born within the span; else null. */
  readonly newbornDays: number | null;
  readonly finding: Finding;
}

export interface Verdict {
  readonly budget: Budget;
  readonly attacks: readonly AttackVerdict[];
  /** Those that an owner ought to have declared lie in `undeclared`. */
  readonly falseAlarms: readonly FalseAlarm[];
  readonly undeclared: readonly FalseAlarm[];
  /** Days of credentials in which alerts could be raised. */
  readonly credentialDays: number;
  /** The same by archetype. */
  readonly daysByArchetype: ReadonlyMap<ArchetypeName, number>;
}

/** Several fleets as one. */
export function pool(verdicts: readonly Verdict[]): Verdict {
  const daysByArchetype = new Map<ArchetypeName, number>();
  for (const verdict of verdicts) {
    for (const [archetype, days] of verdict.daysByArchetype) {
      daysByArchetype.set(archetype, (daysByArchetype.get(archetype) ?? 0) + days);
    }
  }
  return {
    budget: verdicts[0]!.budget,
    attacks: verdicts.flatMap(({ attacks }) => attacks),
    falseAlarms: verdicts.flatMap(({ falseAlarms }) => falseAlarms),
    undeclared: verdicts.flatMap(({ undeclared }) => undeclared),
    credentialDays: verdicts.reduce((sum, { credentialDays }) => sum + credentialDays, 0),
    daysByArchetype,
  };
}

/** Events arrive, and an hour's evidence is told of, within this of the theft's end. */
const AFTERMATH = HOUR;
/** A change that lasts is an excuse for its first two weeks: by then it is learnt. */
const EXCUSE = 14 * DAY;

export interface JudgeOptions {
  /** False: by the built-in reference alone, as if the fleet had taught nothing about thresholds. Default true. */
  readonly own?: boolean;
  /** Epoch ms: thefts that strike earlier, and alerts that are raised earlier, do not count. Default: all do. */
  readonly from?: number;
}

/** Judges the alerts of one budget against the truth. */
export function judge(replayed: FleetEpisodes, budget: Budget, options: JudgeOptions = {}): Verdict {
  const { own = true, from = Number.NEGATIVE_INFINITY } = options;
  const attacks: AttackVerdict[] = [];
  const falseAlarms: FalseAlarm[] = [];
  const days = new Map<ArchetypeName, number>();
  for (const credential of replayed.credentials) {
    const { archetype } = credential.info;
    days.set(archetype, (days.get(archetype) ?? 0) + daysOf(credential, replayed, from));
    const alarms = alarmsOf(credential, replayed, budget, own).filter(({ raisedAt }) => raisedAt >= from);
    for (const attack of credential.attacks) {
      if (attack.strikes >= from) attacks.push(verdictOn(attack, credential, alarms));
    }
    for (const finding of alarms) {
      if (credential.attacks.some((attack) => isAbout(finding, attack))) continue;
      falseAlarms.push({
        archetype,
        change: changeAt(credential.changes, finding),
        newbornDays:
          credential.info.newborn === null ? null : (finding.raisedAt - credential.info.newborn) / DAY,
        finding,
      });
    }
  }
  return {
    budget,
    attacks,
    falseAlarms: falseAlarms.filter(({ change }) => change?.oughtToBeDeclared !== true),
    undeclared: falseAlarms.filter(({ change }) => change?.oughtToBeDeclared === true),
    credentialDays: [...days.values()].reduce((sum, own) => sum + own, 0),
    daysByArchetype: days,
  };
}

function daysOf({ info }: CredentialEpisodes, { fleet, learnUntil }: FleetEpisodes, from: number): number {
  return Math.max(0, fleet.end - Math.max(fleet.start, learnUntil, info.newborn ?? 0, from)) / DAY;
}

function alarmsOf(
  { info, episodes }: CredentialEpisodes,
  { calibration }: FleetEpisodes,
  budget: Budget,
  own: boolean,
): Finding[] {
  const subject = { credential: info.credential, credentialId: info.credential, label: info.label };
  return episodes.flatMap((episode) => {
    const thresholds = thresholdsOf(budget, own ? calibration.on(dayOf(episode.start)) : REFERENCE_ONLY);
    const finding = findingOf(episode, subject, thresholds);
    return finding !== null && isAlarm(finding) ? [finding] : [];
  });
}

function verdictOn(
  attack: Attack,
  { info, episodes }: CredentialEpisodes,
  alarms: readonly Finding[],
): AttackVerdict {
  const about = alarms.filter((finding) => isAbout(finding, attack));
  const first = about.toSorted((a, b) => a.raisedAt - b.raisedAt)[0];
  const hours = episodes
    .flatMap((episode) => episode.hours)
    .filter((hour) => hour.lastEventAt >= attack.start && hour.firstEventAt <= attack.end + AFTERMATH);
  return {
    attack,
    archetype: info.archetype,
    alerts: about.length,
    minutes: first === undefined ? null : Math.max(0, first.raisedAt - attack.strikes) / MINUTE,
    signals: first === undefined ? [] : first.signals.map(({ signal }) => signal),
    bits: Math.max(0, ...hours.map(({ bits }) => bits)),
  };
}

/** An alert is about a theft when it was raised while the theft went on. */
const isAbout = (finding: Finding, attack: Attack): boolean =>
  finding.raisedAt >= attack.start && finding.raisedAt <= attack.end + AFTERMATH;

/** The change that explains it best: one that an owner ought to have declared comes first. */
function changeAt(changes: readonly Change[], finding: Finding): Change | null {
  const near = changes.filter((change) => explains(change, finding));
  return (
    near.find(({ oughtToBeDeclared }) => oughtToBeDeclared) ??
    near.find(({ credential }) => credential !== null) ??
    near[0] ??
    null
  );
}

/**
 * Whether what was seen in a span of time may be due to a change.
 *
 * @public scripts/calibrate.mjs asks it too
 */
export const explains = (
  { start, end }: Change,
  { firstEventAt, lastEventAt }: Pick<Finding, 'firstEventAt' | 'lastEventAt'>,
): boolean => lastEventAt >= start - HOUR && firstEventAt <= Math.min(end, start + EXCUSE) + HOUR;
