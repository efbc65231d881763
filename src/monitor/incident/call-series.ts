import { bandOf } from '../../core/profile/count-band.ts';
import { addressLevel } from '../../core/profile/networks.ts';
import { rarityOfHour } from '../../core/profile/rhythm.ts';
import { lawOf, meanOfHour } from '../../core/profile/volume.ts';
import { type HourNumber, startOfHour, toIso } from '../../core/time.ts';
import type { WalkedHour } from './walk-hours.ts';

/** Of the active hours that follow the law, this share is expected within the band. */
const BAND_SHARE = 0.98;

/** Calls by hour beside what was predicted for each before it began; one value an hour in every list. */
export interface CallSeries {
  /** Start of the first hour. */
  readonly from: string;
  readonly calls: number[];
  /** Of them, those of the strangers of the alert. */
  readonly strange: number[];
  /** Share of active hours that lie within the band. */
  readonly band_share: number;
  /** The law, given that there are calls: negative binomial with mean and size, mixed with bursts. Null: not known yet. */
  readonly mean: (number | null)[];
  readonly size: (number | null)[];
  readonly burst_weight: (number | null)[];
  /** The band that follows from it. */
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  /** Share of its week that is as quiet as this hour, or quieter: where it is small, it mostly sleeps. */
  readonly quiet_share: number[];
}

/** Fills a series hour by hour, in order. */
export class CallSeriesBuilder {
  readonly #from: HourNumber;
  readonly #strangers: ReadonlySet<string>;
  readonly #calls: number[] = [];
  readonly #strange: number[] = [];
  readonly #mean: (number | null)[] = [];
  readonly #size: (number | null)[] = [];
  readonly #burstWeight: (number | null)[] = [];
  readonly #low: (number | null)[] = [];
  readonly #high: (number | null)[] = [];
  readonly #quiet: number[] = [];

  constructor(from: HourNumber, strangers: readonly string[] = []) {
    this.#from = from;
    this.#strangers = new Set(strangers.map(addressLevel));
  }

  add({ hour, rollup, profile, standing }: WalkedHour): void {
    this.#calls.push(rollup?.calls ?? 0);
    let strange = 0;
    for (const [address, sighting] of rollup?.addresses ?? []) {
      if (this.#strangers.has(addressLevel(address))) strange += sighting.calls;
    }
    this.#strange.push(strange);
    const law = lawOf(profile.volume.hour, meanOfHour(profile.volume, hour) * standing.volume);
    const band = bandOf(law, BAND_SHARE);
    this.#mean.push(band === null ? null : law.mean);
    this.#size.push(band === null ? null : law.size);
    this.#burstWeight.push(band === null ? null : law.burstWeight);
    this.#low.push(band?.low ?? null);
    this.#high.push(band?.high ?? null);
    this.#quiet.push(rarityOfHour(profile.rhythm, hour, profile.zone, 1)?.probability ?? 1);
  }

  build(): CallSeries {
    return {
      from: toIso(startOfHour(this.#from)),
      calls: this.#calls,
      strange: this.#strange,
      band_share: BAND_SHARE,
      mean: this.#mean,
      size: this.#size,
      burst_weight: this.#burstWeight,
      low: this.#low,
      high: this.#high,
      quiet_share: this.#quiet,
    };
  }
}
