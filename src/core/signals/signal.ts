import type { SignalName } from '../alert.ts';
import type { Profile } from '../profile/profile.ts';
import type { HourRollup } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';

/** What a signal may look at: one hour of one credential, and what was learnt before it. */
export interface Scene {
  readonly hour: HourNumber;
  readonly rollup: HourRollup;
  readonly profile: Profile;
  /** What its owner has said of it that holds in this hour. */
  readonly standing: Standing;
  /** Milliseconds into the hour before which everything was only learnt; 0 when the whole hour is scored. */
  readonly from: number;
}

/** (milliseconds into the hour, bits from then on): how the evidence grew. Ascending in both. */
export type Step = readonly [offset: number, bits: number];

/** The figure part of a signal: cheap, computed for every active hour. */
export interface Reading {
  /** Evidence, ≥ 0. Adding calls to the hour never lowers it (property test). */
  readonly bits: number;
  /** Addresses that it is about, the most striking first; absent when it is about the whole hour. */
  readonly strangers?: readonly { readonly address: string }[];
  /** Operations that it is about, the most striking first. */
  readonly operations?: readonly { readonly operation: string }[];
  /** From when on no release of the owner explains what else is new, milliseconds into the hour. */
  readonly strangeFrom?: number | null;
  /** It broke a rule, which lies outside the alert budget: the alert is at least this severe. */
  readonly rule?: 'medium' | 'high' | 'critical';
  /** First call that broke the rule, milliseconds into the hour. */
  readonly first?: number;
}

/** The word part: computed only for hours worth remembering. */
export interface Words {
  readonly observed: string;
  readonly expected: string;
  readonly summary: string;
  readonly inputs: Readonly<Record<string, number | string | boolean | null>>;
}

/** One question asked of every active hour. Each lives in a folder with its cases and a README. */
export interface Signal<R extends Reading = Reading> {
  readonly name: SignalName;
  /** Null when it has nothing to say. */
  measure(scene: Scene): R | null;
  /** The evidence over the hour; the last step has the bits of `measure`. */
  growth(scene: Scene, reading: R): Step[];
  describe(scene: Scene, reading: R): Words;
}

/** Adds a step when the evidence has grown by then, and is worth a word. */
export function rise(steps: Step[], at: number, bits: number): void {
  if (bits >= MIN_BITS && bits > (steps.at(-1)?.[1] ?? 0)) steps.push([at, bits]);
}

/** Shares below this are noise of the formula, not evidence: they are taken as nothing. */
export const MIN_BITS = 1;
