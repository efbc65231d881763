import type { Calibration } from './calibration.ts';
import type { Known } from './known.ts';
import type { HourNumber } from './time.ts';

/** Names of the signals, as the contract fixes them; each is a folder in core/signals. */
export const SIGNALS = [
  'unfamiliar_network',
  'concurrent_networks',
  'token_shared',
  'odd_hour',
  'dormant_awakes',
  'usage_spike',
  'data_spike',
  'unfamiliar_operation',
  'unfamiliar_client',
  'failed_calls',
  'revoked_use',
  'decoy_use',
  'admin_change',
  'zoom_side_only',
  'quota_gap',
] as const;
export type SignalName = (typeof SIGNALS)[number];

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type AlertStatus = 'open' | 'acknowledged' | 'resolved';
export type Disposition = 'expected' | 'compromised' | 'unclear';

/** One signal's share of an alert, with the figures that its formula used, so that it can be recomputed. */
export interface SignalEvidence {
  readonly signal: SignalName;
  /** −log2 of the probability of what was seen, after discounts: the shares add up to the score. */
  readonly bits: number;
  /** What was seen, as a value or a figure. */
  readonly observed: string;
  /** What is usual, as a value or a figure. */
  readonly expected: string;
  /** A sentence with the numbers. */
  readonly summary: string;
  /** The inputs of the formula by name (docs/signals.md), enough to recompute `bits`. */
  readonly inputs: Readonly<Record<string, number | string | boolean | null>>;
}

/** What one hour of one credential amounts to. Stored beside its roll-up when it is worth remembering. */
export interface HourScore {
  readonly hour: HourNumber;
  /** Sum of the signals' bits. */
  readonly bits: number;
  readonly signals: readonly SignalEvidence[];
  /** (time, bits) each time that the evidence grew within the hour, ascending: epoch ms and bits so far. */
  readonly growth: readonly (readonly [time: number, bits: number])[];
  /** A rule that was broken whatever the bits say, and since when (epoch ms); null when none was. */
  readonly rule: { readonly severity: Severity; readonly from: number } | null;
  /** How much had been learnt before the hour. */
  readonly known: Known;
  /** Addresses that the evidence is about (those that its signals name; else those of the hour). */
  readonly sourceIps: readonly string[];
  /** What was called from those addresses: what never was before first, then the most severe. */
  readonly operations: readonly string[];
  /** Calls that are evidence: those from `sourceIps`. */
  readonly eventCount: number;
  /** First and last call that is evidence, epoch ms. */
  readonly firstEventAt: number;
  readonly lastEventAt: number;
  /** How late the latest of its evidence was, ms; 0 when it came in time. */
  readonly lateBy: number;
}

/** An alert as the detector makes it: what happened in one episode of one credential, without the operator's part. */
export interface Finding {
  readonly credential: string;
  readonly credentialId: string;
  /** First hour with evidence: with the credential, the identity of the episode. */
  readonly episodeStart: HourNumber;
  readonly severity: Severity;
  readonly signals: readonly SignalEvidence[];
  readonly scoreBits: number;
  /** The threshold that the budget stands for, in bits, and the budget as the operator wrote it. */
  readonly thresholdBits: number;
  readonly budget: string;
  /** From which own and built-in figures the threshold was read (core/calibration.ts). */
  readonly calibration: Calibration;
  /** What its highest hour was judged against. */
  readonly known: Known;
  readonly firstEventAt: number;
  readonly lastEventAt: number;
  /** Earliest event time by which the evidence sufficed for the first severity that alerts. */
  readonly raisedAt: number;
  readonly sourceIps: readonly string[];
  readonly operations: readonly string[];
  readonly eventCount: number;
  readonly explanation: string;
  readonly counterfactual: string;
  readonly lateBySeconds: number;
}
