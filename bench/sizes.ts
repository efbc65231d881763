/** How much is measured. The default ends within three minutes on two cores; `full` takes as long as it takes. */
export interface Sizes {
  readonly ingest: {
    readonly credentials: readonly number[];
    /** Events a round, and rounds, each followed by a COPY of the same rows. */
    readonly events: number;
    readonly rounds: number;
    /** Events that were there before the first round, at least. */
    readonly history: number;
  };
  readonly webhook: { readonly connections: number; readonly requests: number; readonly rounds: number };
  readonly latency: { readonly alerts: number; readonly calibration: number };
  /** Stored events at which pages are read, ascending. */
  readonly queries: { readonly events: readonly number[]; readonly base: number; readonly reads: number };
  /** Stored events, of which so many are sent, and rounds of reading. */
  readonly timeline: { readonly events: number; readonly base: number; readonly reads: number };
  /** Minutes at a share of the maximum load, which is found with so many events. */
  readonly soak: { readonly minutes: number; readonly share: number; readonly calibration: number };
  /** Seconds of a flood, and the bodies of 1,000 lines that it has. */
  readonly overload: { readonly seconds: number; readonly bodies: number };
  readonly analyze: { readonly events: number; readonly credentials: number };
}

export const DEFAULT_SIZES: Sizes = {
  ingest: { credentials: [50, 5_000], events: 40_000, rounds: 3, history: 30_000 },
  webhook: { connections: 200, requests: 4_000, rounds: 3 },
  latency: { alerts: 40, calibration: 20_000 },
  queries: { events: [1_000_000], base: 25_000, reads: 40 },
  timeline: { events: 500_000, base: 100_000, reads: 3 },
  soak: { minutes: 3, share: 0.7, calibration: 200_000 },
  overload: { seconds: 20, bodies: 800 },
  analyze: { events: 200_000, credentials: 1_000 },
};

export const FULL_SIZES: Sizes = {
  ingest: { credentials: [50, 5_000], events: 100_000, rounds: 5, history: 100_000 },
  webhook: { connections: 200, requests: 10_000, rounds: 5 },
  latency: { alerts: 400, calibration: 60_000 },
  queries: { events: [1_000_000, 5_000_000, 10_000_000], base: 100_000, reads: 200 },
  timeline: { events: 5_000_000, base: 100_000, reads: 10 },
  soak: { minutes: 20, share: 0.7, calibration: 400_000 },
  overload: { seconds: 60, bodies: 2_400 },
  analyze: { events: 1_000_000, credentials: 1_000 },
};
