import type { Finding, HourScore } from './alert.ts';
import { type Episode, peakOf } from './episode.ts';
import { counterfactualOf } from './explain/counterfactual.ts';
import { explain } from './explain/explanation.ts';
import { graver, isGrave } from './gravity.ts';
import { severityOf, type Thresholds } from './severity.ts';

const MAX_VALUES = 20;

/** Whose episode it is. */
export interface Subject {
  readonly credential: string;
  readonly credentialId: string;
  /** What people call it; null when it has no label. */
  readonly label: string | null;
}

/** What an episode amounts to; null when it is too ordinary to write down. A pure function of scored hours. */
export function findingOf(episode: Episode, subject: Subject, thresholds: Thresholds): Finding | null {
  const peak = peakOf(episode);
  const { hours } = episode;
  const sourceIps = unique(byBits(hours).flatMap((score) => score.sourceIps)).slice(0, MAX_VALUES);
  const operations = unique(hours.flatMap((score) => score.operations))
    .sort(graver)
    .slice(0, MAX_VALUES);
  const bits = Math.max(...hours.map((score) => score.bits));
  const grave = operations.some(isGrave) && isAboutStrangers(peak);
  const severity = severityOf(bits, grave, thresholds, peak.rule?.severity ?? null);
  if (severity === null) return null;
  const draft = {
    credential: subject.credential,
    credentialId: subject.credentialId,
    episodeStart: episode.start,
    severity,
    signals: [...peak.signals].sort((a, b) => b.bits - a.bits),
    scoreBits: bits,
    thresholdBits: thresholds.alarm,
    budget: thresholds.budget.text,
    calibration: thresholds.calibration,
    known: peak.known,
    firstEventAt: Math.min(...hours.map((score) => score.firstEventAt)),
    lastEventAt: Math.max(...hours.map((score) => score.lastEventAt)),
    raisedAt: raisedAt(hours, severity === 'low' ? thresholds.low : thresholds.alarm),
    sourceIps,
    operations,
    eventCount: hours.reduce((sum, score) => sum + score.eventCount, 0),
    lateBySeconds: Math.round(Math.max(...hours.map((score) => score.lateBy)) / 1000),
  };
  return {
    ...draft,
    explanation: explain(draft, subject.label ?? subject.credential),
    counterfactual: counterfactualOf(draft),
  };
}

/** What was called is the thief's doing only where a stranger called it, or where it was never called before. */
const isAboutStrangers = (score: HourScore): boolean =>
  score.signals.some(({ signal }) => signal === 'unfamiliar_network' || signal === 'unfamiliar_operation');

/** The first moment, in event time, at which the evidence reached `bits`. */
function raisedAt(hours: readonly HourScore[], bits: number): number {
  for (const score of hours) {
    const moments = score.growth.filter(([, sofar]) => sofar >= bits).map(([time]) => time);
    if (score.rule !== null) moments.push(score.rule.from);
    if (moments.length > 0) return Math.min(...moments);
  }
  return hours[0]!.firstEventAt;
}

const byBits = (hours: readonly HourScore[]): HourScore[] =>
  [...hours].sort((a, b) => b.bits - a.bits || a.hour - b.hour);

const unique = (values: readonly string[]): string[] => [...new Set(values)];
