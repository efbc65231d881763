import type { HourNumber } from '../time.ts';

/** Three days without a call need no excuse: weekends and a holiday are like that. */
const EVERYDAY_HOURS = 72;
/** Exponent of the tail of silences: one twice as long as any before is four times as rare. */
const EXPONENT = 2;

/** The longest pause of a credential so far, hours. */
export interface Silence {
  longest: number;
}

/** How rare a pause of `hours` is, in bits: 2·log2(hours / longest usual), a Pareto tail beyond what was seen. */
export function rarityOfSilence(silence: Silence, hours: number): { bits: number; usual: number } {
  const usual = Math.max(EVERYDAY_HOURS, silence.longest);
  return { bits: hours <= usual ? 0 : EXPONENT * Math.log2(hours / usual), usual };
}

export function foldSilence(silence: Silence, since: HourNumber | null, hour: HourNumber): void {
  if (since !== null) silence.longest = Math.max(silence.longest, hour - since);
}
