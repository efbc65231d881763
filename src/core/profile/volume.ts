import type { HourRollup } from '../rollup.ts';
import { bitsOfLog, logAdd } from '../stats/bits.ts';
import { decayBetween } from '../stats/decay.ts';
import { logNegativeBinomialTail } from '../stats/negative-binomial.ts';
import { hourOfWeek, isWeekend } from '../stats/week.ts';
import type { HourNumber } from '../time.ts';

/** Day shapes: 24 hours of a weekday, 24 of the weekend. */
const SHAPE = 48;
/** Weight, in hours, of the credential's overall mean in the mean of one hour of the day. */
const SHAPE_PRIOR = 5;
/** Prior of the over-dispersion 1/size, and its weight in hours. */
const DISPERSION_PRIOR = 1;
const DISPERSION_WEIGHT = 10;
/** Nobody is as regular as the last weeks looked: a floor of 40 % swing around the mean. */
const MIN_DISPERSION = 0.15;
/** A surprise counts at most this much towards the over-dispersion: one spike must not excuse the next. */
const MAX_SURPRISE = 9;
/** Prior odds of a burst: half a burst in this many active hours. */
const BURST_HOURS = 50;
/** An hour rarer than this under the plain law is remembered as a burst. */
const BURST_BITS = 10;
/** Scale of a burst, in means: half of all bursts reach beyond it. */
const BURST_SCALE = 4;

/** Counts of calls in units of one kind (hours, or five minutes) in which there were calls at all. */
export interface CountModel {
  /** Decayed number of active units, and of calls in them. */
  units: number;
  calls: number;
  /** Decayed sum of squared surprises, and of units behind it. */
  surprise: number;
  surpriseUnits: number;
  /** Decayed number of bursts. */
  bursts: number;
}

/** How much a credential calls, given that it calls. */
export interface Volume {
  readonly hour: CountModel;
  readonly slot: CountModel;
  /** Kilobytes returned in an active hour that returned any. */
  readonly data: CountModel;
  /** Per hour of the day: decayed active hours and calls. */
  readonly shapeUnits: number[];
  readonly shapeCalls: number[];
  at: HourNumber;
}

const emptyModel = (): CountModel => ({ units: 0, calls: 0, surprise: 0, surpriseUnits: 0, bursts: 0 });

export const emptyVolume = (): Volume => ({
  hour: emptyModel(),
  slot: emptyModel(),
  data: emptyModel(),
  shapeUnits: new Array<number>(SHAPE).fill(0),
  shapeCalls: new Array<number>(SHAPE).fill(0),
  at: 0,
});

/** The law of a count, given that there are calls: the inputs of its formula. */
export interface CountLaw {
  readonly mean: number;
  /** Size of the negative binomial: variance mean + mean²/size. */
  readonly size: number;
  /** Prior weight of a burst. */
  readonly burstWeight: number;
}

/** What the model says of a count: the law, and the result. */
export interface CountRarity extends CountLaw {
  readonly bits: number;
  /** Active units behind it (decayed). */
  readonly units: number;
}

const shapeOf = (hour: HourNumber): number => {
  const bin = hourOfWeek(hour);
  return (isWeekend(bin) ? 24 : 0) + (bin % 24);
};

/** Mean calls of an active hour at this time of day. */
export function meanOfHour(volume: Volume, hour: HourNumber): number {
  const overall = volume.hour.units > 0 ? volume.hour.calls / volume.hour.units : 0;
  const shape = shapeOf(hour);
  return (volume.shapeCalls[shape]! + SHAPE_PRIOR * overall) / (volume.shapeUnits[shape]! + SHAPE_PRIOR);
}

/** Mean kilobytes of an active hour at this time of day: as much more than usual as calls are. */
export function meanDataOfHour(volume: Volume, hour: HourNumber): number {
  const calls = meanOf(volume.hour);
  return calls === 0 ? 0 : (meanOf(volume.data) * meanOfHour(volume, hour)) / calls;
}

/** Mean of a unit in which there was anything. */
export const meanOf = (model: CountModel): number => (model.units > 0 ? model.calls / model.units : 0);

/**
 * How rare it is to see `count` calls or more, given that there are calls: a mixture of the everyday law
 * (negative binomial) and of bursts (a Pareto tail), whose weight comes from the credential's own past bursts:
 * P = (1 − w)·NB(≥ count) + w / (1 + (count − mean) / (4·mean)). The everyday law alone would call every retry
 * storm impossible. Grows with `count`; zero while nothing is known.
 */
export function rarityOfCount(model: CountModel, mean: number, count: number): CountRarity {
  const law = lawOf(model, mean);
  const bits = mean > 0 && count > mean ? bitsOfLog(logTailOfCount(law, count)) : 0;
  return { bits, ...law, units: model.units };
}

/** The law that counts with this mean follow. */
export function lawOf(model: CountModel, mean: number): CountLaw {
  const dispersion = Math.max(
    MIN_DISPERSION,
    (model.surprise + DISPERSION_PRIOR * DISPERSION_WEIGHT) / (model.surpriseUnits + DISPERSION_WEIGHT),
  );
  return { mean, size: 1 / dispersion, burstWeight: burstWeightOf(model) };
}

/** Natural logarithm of P(≥ count), the formula of `rarityOfCount`; up to the mean a burst is as likely as its weight. */
export function logTailOfCount({ mean, size, burstWeight }: CountLaw, count: number): number {
  const everyday = Math.log1p(-burstWeight) + logNegativeBinomialTail(count, Math.max(mean, 0.5), size);
  return logAdd(everyday, logBurst(burstWeight, mean, Math.max(count, mean)));
}

const burstWeightOf = ({ bursts, units }: CountModel): number => (0.5 + bursts) / (BURST_HOURS + units);

const logBurst = (weight: number, mean: number, count: number): number =>
  Math.log(weight) - Math.log1p((count - mean) / (BURST_SCALE * mean));

/** Whether a count is to be remembered as a burst. Most are no rarer than bursts alone make them, which is quickly said. */
function isBurst(model: CountModel, mean: number, count: number): boolean {
  if (count <= mean) return false;
  const atMost = bitsOfLog(logBurst(burstWeightOf(model), mean, count));
  return atMost >= BURST_BITS && rarityOfCount(model, mean, count).bits >= BURST_BITS;
}

/**
 * Folds the calls of one active hour, of its five-minute slots, and what they returned.
 *
 * @param share of them that is taught, rounded up to whole numbers
 */
export function foldVolume(
  volume: Volume,
  { hour, calls, slotCalls, responseBytes }: HourRollup,
  share: number,
): void {
  const expectedData = meanDataOfHour(volume, hour);
  const factor = decayBetween(volume.at, hour);
  volume.at = hour;
  decayModel(volume.hour, factor);
  decayModel(volume.slot, factor);
  decayModel(volume.data, factor);
  for (let i = 0; i < SHAPE; i += 1) {
    volume.shapeUnits[i] = volume.shapeUnits[i]! * factor;
    volume.shapeCalls[i] = volume.shapeCalls[i]! * factor;
  }
  const mean = meanOfHour(volume, hour);
  const counted = foldCount(volume.hour, mean, Math.ceil(calls * share));
  const shape = shapeOf(hour);
  volume.shapeUnits[shape] = volume.shapeUnits[shape]! + 1;
  volume.shapeCalls[shape] = volume.shapeCalls[shape]! + counted;
  const slotMean = meanOf(volume.slot);
  for (const count of slotCalls) if (count > 0) foldCount(volume.slot, slotMean, Math.ceil(count * share));
  const kilobytes = Math.ceil((responseBytes / 1024) * share);
  if (kilobytes > 0) foldCount(volume.data, expectedData, kilobytes);
}

/** Returns the count as it was taught: a burst is cut to where it begins, so that it cannot raise the mean. */
function foldCount(model: CountModel, mean: number, count: number): number {
  let taught = count;
  if (model.units >= 1 && mean > 0) {
    if (isBurst(model, mean, count)) {
      model.bursts += 1;
      taught = Math.min(count, mean * (1 + BURST_SCALE));
    }
    const surprise = ((taught - mean) ** 2 - mean) / (mean * mean);
    model.surprise += Math.min(MAX_SURPRISE, Math.max(0, surprise));
    model.surpriseUnits += 1;
  }
  model.units += 1;
  model.calls += taught;
  return taught;
}

function decayModel(model: CountModel, factor: number): void {
  model.units *= factor;
  model.calls *= factor;
  model.surprise *= factor;
  model.surpriseUnits *= factor;
  model.bursts *= factor;
}

export const cloneVolume = (volume: Volume): Volume => ({
  ...volume,
  hour: { ...volume.hour },
  slot: { ...volume.slot },
  data: { ...volume.data },
  shapeUnits: volume.shapeUnits.slice(),
  shapeCalls: volume.shapeCalls.slice(),
});
