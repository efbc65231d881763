import { MINUTE, SECOND } from '../core/time.ts';

/** Zoom's classes of endpoints. Quotas are the account's, shared by all its apps. */
export type Label = 'Light' | 'Medium' | 'Heavy' | 'Resource-intensive';
export const LABELS: readonly Label[] = ['Light', 'Medium', 'Heavy', 'Resource-intensive'];

interface Limit {
  /** Calls in `per` milliseconds. */
  readonly calls: number;
  readonly per: number;
}

interface Plan {
  readonly rates: Readonly<Record<Label, Limit>>;
  /** Calls a day (UTC) of Heavy and Resource-intensive together. */
  readonly daily: number;
}

const perSecond = (calls: number): Limit => ({ calls, per: SECOND });
const plan = (rates: readonly [number, number, number], intensive: number, daily: number): Plan => ({
  rates: {
    Light: perSecond(rates[0]),
    Medium: perSecond(rates[1]),
    Heavy: perSecond(rates[2]),
    'Resource-intensive': { calls: intensive, per: MINUTE },
  },
  daily,
});

/** marketplace.zoom.us/docs/api-reference/rate-limits; the first row ZPLUGIN's. */
const PLANS = {
  free: plan([4, 2, 1], 10, 1_000),
  pro: plan([30, 20, 10], 10, 30_000),
  business: plan([80, 60, 40], 20, 60_000),
} as const;
type PlanName = keyof typeof PLANS;

/** Reports need a Pro plan, so nobody who can pull has less, unless a header says so. */
export const ASSUMED: PlanName = 'pro';
/** Of every limit: the rest is for the programs that the account is there for. */
const SHARE = 1 / 4;

/** The plan whose limit for the label a header names; null when it is none of them. */
export function planOf(label: Label, callsPerSecond: number): PlanName | null {
  const found = (Object.keys(PLANS) as PlanName[]).find(
    (name) => PLANS[name].rates[label].calls === callsPerSecond,
  );
  return label === 'Resource-intensive' ? null : (found ?? null);
}

/** Milliseconds between two calls of ours. */
export function pauseBetween(name: PlanName, label: Label): number {
  const { calls, per } = PLANS[name].rates[label];
  return per / (calls * SHARE);
}

/** Calls of ours a day; Zoom limits Light and Medium by the second alone on paid plans. */
export const ownDaily = (name: PlanName): number => Math.floor(PLANS[name].daily * SHARE);

/** Which daily limit a label draws on. */
export const dailyLimitOf = (label: Label): string =>
  label === 'Heavy' || label === 'Resource-intensive' ? 'Heavy' : label;

export type { PlanName };
