import type { Reply } from './reply.ts';

export type Label = 'Light' | 'Medium' | 'Heavy' | 'Resource-intensive';
export type Plan = 'free' | 'pro' | 'business';

/** Calls a second (a minute for Resource-intensive) and a day, by label: marketplace.zoom.us/docs/api-reference/rate-limits. */
const LIMITS: Readonly<Record<Plan, Readonly<Record<Label, number>>>> = {
  free: { Light: 4, Medium: 2, Heavy: 1, 'Resource-intensive': 10 },
  pro: { Light: 30, Medium: 20, Heavy: 10, 'Resource-intensive': 10 },
  business: { Light: 80, Medium: 60, Heavy: 40, 'Resource-intensive': 20 },
};
/** Heavy and resource-intensive together. */
const DAILY: Readonly<Record<Plan, number>> = { free: 1_000, pro: 30_000, business: 60_000 };
const DAY = 86_400_000;

export interface QuotaOptions {
  readonly plan?: Plan;
  /** Whether more is refused. Without it weeks of calls can be played in seconds. */
  readonly enforce?: boolean;
  /** Calls a day of Heavy and Resource-intensive together, in place of the plan's. */
  readonly daily?: number;
  /** Many real replies have none of these headers (devforum 18928). Default true. */
  readonly headers?: boolean;
  /** How a spent day says when to come back. Default `datetime`, as Zoom documents it. */
  readonly retryAfter?: 'datetime' | 'seconds' | 'none';
}

/** The quotas of an account, shared by all its apps. */
export class Quota {
  readonly #options: QuotaOptions;
  readonly #now: () => number;
  #window = new Map<Label, { start: number; used: number }>();
  #day = { start: 0, used: 0 };

  constructor(options: QuotaOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Counts a call: headers for its answer, or the refusal. */
  take(label: Label): { readonly headers: Record<string, string>; readonly refusal: Reply | null } {
    const { plan = 'business', enforce = false, headers: shown = true } = this.#options;
    const now = this.#now();
    const limit = LIMITS[plan][label];
    const length = label === 'Resource-intensive' ? 60_000 : 1_000;
    const start = now - (now % length);
    const found = this.#window.get(label);
    const window = found?.start === start ? found : { start, used: 0 };
    window.used += 1;
    this.#window.set(label, window);
    const headers: Record<string, string> = {
      'x-ratelimit-category': label,
      'x-ratelimit-type': 'QPS',
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(limit - window.used, 0)),
    };
    const kept = shown ? headers : {};
    if (!enforce) return { headers: kept, refusal: null };
    const spent = this.#takeOfDay(label, now, plan);
    if (spent !== null) return { headers: {}, refusal: shown ? spent : { ...spent, headers: {} } };
    if (window.used <= limit) return { headers: kept, refusal: null };
    const message = 'You have reached the maximum per-second rate limit for this API. Try again later.';
    const reset = { 'x-ratelimit-reset': String(Math.ceil((start + length) / 1000)) };
    return {
      headers: {},
      refusal: { status: 429, headers: { ...kept, ...(shown ? reset : {}) }, body: { code: 429, message } },
    };
  }

  #takeOfDay(label: Label, now: number, plan: Plan): Reply | null {
    if (label === 'Light' || label === 'Medium') return null;
    const { daily = DAILY[plan], retryAfter = 'datetime' } = this.#options;
    const start = now - (now % DAY);
    if (this.#day.start !== start) this.#day = { start, used: 0 };
    this.#day.used += 1;
    if (this.#day.used <= daily) return null;
    const next = new Date(start + DAY).toISOString().replace('.000', '');
    const wait = retryAfter === 'datetime' ? next : String(Math.ceil((start + DAY - now) / 1000));
    return {
      status: 429,
      headers: {
        'x-ratelimit-category': label,
        'x-ratelimit-type': 'Daily-limit',
        'x-ratelimit-limit': String(daily),
        'x-ratelimit-remaining': '0',
        ...(retryAfter === 'none' ? {} : { 'retry-after': wait }),
      },
      body: { code: 429, message: 'You have reached the maximum daily rate limit for this API.' },
    };
  }
}
