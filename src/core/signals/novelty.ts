import { daysKnown } from '../known.ts';
import { chanceOf } from '../profile/habit.ts';
import { type Familiarity, familiarityOf, type ValueMemory } from '../profile/value-memory.ts';
import { bitsOf } from '../stats/bits.ts';
import type { HourNumber } from '../time.ts';
import type { Scene } from './signal.ts';

/** A newborn brings new things as it is set up: that many extra novel hours, halved every so many active hours and, since
 *  what runs once a month is set up no longer than the rest, every so many days … */
const NEWBORN_NOVELTY = 30;
const NEWBORN_HALVING = 6;
const NEWBORN_DAYS = 7;
/** … and, however busy it is, that many, halved every so many days: people finish setting up by the calendar. */
const SETTING_UP = 4;
const SETTING_UP_DAYS = 3;
/** A novelty counts in full for its first hours, then fades, by half every so many hours, to an echo that lasts while it is
 *  on probation: a thief who looks around in the morning and takes in the afternoon is one thief. */
const NOVELTY_HOURS = 6;
const FADING_HOURS = 12;
/** … and again in full in an hour with this many calls more than so many times its calls of a day so far: a stranger who
 *  has knocked for weeks and now strikes is news. */
const ESCALATION_CALLS = 10;
const ESCALATION = 5;
const ECHO = 0.15;

/** How unlikely a value is that the credential does not use as a matter of course. */
export interface Novelty {
  /** Weight times −log2 of the chance. */
  readonly bits: number;
  /** (½ + V) / (½/π + N): chance that an hour brings something new of this kind. */
  readonly chance: number;
  /** 1 in its first hours, fading to that of an echo. */
  readonly weight: number;
  readonly observedHours: number;
  readonly novelHours: number;
  /** Part of V that a newborn is lent, beside the `novelHours` that were seen. */
  readonly lentHours: number;
  /** π */
  readonly prior: number;
}

/**
 * Null for a settled value, and while nothing of its kind is known. A credential that brings new values every day
 * has V near N, which makes them cheap (after the Pitman–Yor novelty rate of Sanna Passino & Heard 2019,
 * doi 10.3934/fods.2019013, with a prior rate π of credentials at large).
 *
 * @param calls with it in the hour, where they are counted
 * @param distrusted an operator said that whoever has this value is a thief: it counts in full whatever was learnt
 */
export function noveltyOf(
  memory: ValueMemory,
  value: string,
  at: Age,
  prior: number,
  calls = 0,
  distrusted = false,
): Novelty | null {
  if (memory.values.size === 0) return null;
  const familiarity = familiarityOf(memory, value);
  if (familiarity.kind === 'settled' && !distrusted) return null;
  const { observedHours, novelHours } = memory;
  const weight = distrusted || escalates(familiarity, calls) ? 1 : echoOf(sinceOf(familiarity), at.hour);
  const lentHours = newbornNovelty(at);
  const chance = chanceOf(novelHours + lentHours, observedHours, prior);
  return { bits: weight * bitsOf(chance), chance, weight, observedHours, novelHours, lentHours, prior };
}

const sinceOf = (familiarity: Familiarity): HourNumber | null =>
  familiarity.kind === 'probation' ? familiarity.since : null;

const escalates = (familiarity: Familiarity, calls: number): boolean =>
  familiarity.kind === 'probation' && calls > ESCALATION_CALLS + ESCALATION * familiarity.callsPerDay;

/** A novelty's figures as the inputs of an alert name them. */
export const noveltyInputs = (novelty: Omit<Novelty, 'bits'>): Record<string, number> => ({
  chance: novelty.chance,
  weight: novelty.weight,
  observed_hours: novelty.observedHours,
  novel_hours: novelty.novelHours,
  lent_hours: novelty.lentHours,
  prior_rate: novelty.prior,
});

/** How old a credential is: its profile, seen from an hour. */
export interface Age {
  readonly hour: HourNumber;
  readonly since: HourNumber | null;
  readonly activeHours: number;
}

export const ageOf = ({ hour, profile }: Scene): Age => ({
  hour,
  since: profile.since,
  activeHours: profile.activeHours,
});

/** Active hours of a day, 1 to 24: on average since the first call. */
export const hoursADay = ({ hour, since, activeHours }: Age): number =>
  Math.min(24, Math.max(1, activeHours / Math.max(1, daysKnown(since, hour))));

/** Hours with something new that a credential of this age is lent, since it has not shown yet how it lives. */
export function newbornNovelty({ hour, since, activeHours }: Age): number {
  const days = daysKnown(since, hour);
  return (
    NEWBORN_NOVELTY * 2 ** (-activeHours / NEWBORN_HALVING - days / NEWBORN_DAYS) +
    SETTING_UP * 2 ** (-days / SETTING_UP_DAYS)
  );
}

/** Weight of something first seen in the hour `since`; null when it was never seen before. */
export const echoOf = (since: HourNumber | null, hour: HourNumber): number =>
  since === null ? 1 : Math.min(1, Math.max(ECHO, 2 ** ((NOVELTY_HOURS - (hour - since)) / FADING_HOURS)));
