import type { Finding, SignalEvidence } from '../alert.ts';
import { type Calibration, episodesPerDay, referenceShare } from '../calibration.ts';
import { isLearning, type Known } from '../known.ts';
import { maturityOf } from '../maturity.ts';
import { DAY } from '../time.ts';
import { headlineOf } from './headline.ts';
import { count, list, span } from './numbers.ts';
import { isRule } from './rule.ts';

type Draft = Omit<Finding, 'explanation' | 'counterfactual'>;

/** A share below this many bits adds to the score, but a sentence on it would only distract. */
const WORD_BITS = 2;

/**
 * The alert in sentences, always in the same order: what is used, from where, how unusual, what it touched, since
 * when; then the figures; then how rare all of it is. The first sentence stands alone as a headline.
 */
export function explain(draft: Draft, name: string): string {
  return [headlineOf(draft, name), ...factsInWords(draft)].join(' ');
}

/** The sentences after the headline, one each. */
export function factsInWords(draft: Draft): string[] {
  const figures = [...draft.signals.filter(isRule), ...draft.signals.filter(isWorthAWord)].map(
    ({ summary }) => capital(summary),
  );
  return [extent(draft), ...figures, ...rarity(draft)];
}

const isWorthAWord = (evidence: SignalEvidence): boolean => !isRule(evidence) && evidence.bits >= WORD_BITS;

function extent({ eventCount, sourceIps, firstEventAt, lastEventAt }: Draft): string {
  const where = sourceIps.length === 0 ? 'with no address in the log' : `from ${list(sourceIps, 3)}`;
  const until =
    lastEventAt - firstEventAt < 1000
      ? `at ${moment(firstEventAt)}`
      : `between ${moment(firstEventAt)} and ${ending(firstEventAt, lastEventAt)}`;
  return `${count(eventCount, 'call')} ${where} ${until} UTC.`;
}

const ending = (first: number, last: number): string =>
  Math.floor(first / DAY) === Math.floor(last / DAY) ? clock(last) : moment(last);

/** Says nothing where only a rule was broken: nobody asks then how rare it is. */
function rarity({ scoreBits, thresholdBits, signals, calibration, known }: Draft): string[] {
  if (scoreBits < thresholdBits && signals.some(isRule)) return [];
  const every = span(1 / episodesPerDay(calibration, scoreBits));
  return [
    `Something this unusual is expected of an innocent credential once in ${every}, by ${ground(calibration)}.`,
    ...learning(known),
  ];
}

/** Where the rate comes from, so that nobody takes a built-in figure for his own. */
function ground(calibration: Calibration): string {
  const { ownDays } = calibration;
  if (ownDays === 0) return 'the built-in reference, which your own history will refine';
  const share = Math.round(100 * (1 - referenceShare(calibration)));
  return `${count(ownDays, 'day')} of use in your own fleet (${share} %) on top of the built-in reference`;
}

function learning(known: Known): string[] {
  if (!isLearning(known)) return [];
  const { days, activeHours } = known;
  const share = Math.round(100 * maturityOf(days));
  const discount = share < 99 ? `, so all evidence counts for ${share} %` : '';
  return [
    `It is still learning: it knows this credential for ${span(days)} and ${count(activeHours, 'active hour')} only${discount}.`,
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Tue 2026-11-24 03:12:05`. */
function moment(time: number): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(time).getUTCDay()];
  return `${day} ${new Date(time).toISOString().slice(0, 10)} ${clock(time)}`;
}

const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);
