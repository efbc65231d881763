import { type AnalyzeRun, measureAnalyze } from './parts/analyze.ts';
import { type IngestRun, measureIngest } from './parts/ingest.ts';
import { type LatencyRun, measureLatency } from './parts/latency.ts';
import { measureOverload, type OverloadRun } from './parts/overload.ts';
import { measureQueries, type QueryRun } from './parts/queries.ts';
import { measureSoak, type SoakRun } from './parts/soak.ts';
import type { Storage } from './parts/storage.ts';
import { measureTimeline, type TimelineRun } from './parts/timeline.ts';
import { measureWebhooks, type WebhookRun } from './parts/webhook.ts';
import type { Sizes } from './sizes.ts';
import { commitOf, describeMachine, type Machine } from './support/machine.ts';
import { startServer } from './support/server.ts';
import type { ServiceOptions } from './support/service.ts';
import { round } from './support/stats.ts';

export const PARTS = [
  'ingest',
  'webhook',
  'latency',
  'queries',
  'timeline',
  'analyze',
  'soak',
  'overload',
] as const;
export type Part = (typeof PARTS)[number];
/** What is measured when nobody says: all but what has to go on for long. */
export const USUAL_PARTS = PARTS.filter((part) => !['timeline', 'soak', 'overload'].includes(part));

/** The document that `npm run bench` prints. docs/bench.md explains every figure. */
export interface BenchDocument extends Partial<QueryRun> {
  readonly at: string;
  readonly commit: string | null;
  readonly machine: Machine;
  readonly ingest?: {
    /** Of the number of credentials with the lowest ratio. */
    readonly events_per_s: number;
    readonly copy_rows_per_s: number;
    readonly ratio: number;
    readonly unnest_rows_per_s: number;
    readonly by_credentials: readonly IngestRun[];
  };
  readonly storage?: Storage;
  readonly webhook?: WebhookRun;
  readonly alert_latency_ms?: LatencyRun;
  readonly analyze?: AnalyzeRun;
  readonly timeline?: TimelineRun;
  readonly soak?: SoakRun;
  readonly overload?: OverloadRun;
  readonly seconds: number;
}

export async function runBench(
  parts: readonly Part[],
  sizes: Sizes,
  options: ServiceOptions & { readonly data?: string | undefined } = {},
): Promise<BenchDocument> {
  const began = performance.now();
  const at = new Date().toISOString();
  const server = await startServer(options.data);
  try {
    const machine = await describeMachine(server);
    const wanted = new Set(parts);
    const ingest = wanted.has('ingest') ? await measureIngest(server, sizes.ingest, options) : null;
    const worst = ingest?.reduce((a, b) => (b.ratio.median < a.ratio.median ? b : a));
    return {
      at,
      commit: await commitOf(),
      machine,
      ...(ingest !== null &&
        worst !== undefined && { ingest: headline(worst, ingest), storage: worst.storage }),
      ...(wanted.has('webhook') && { webhook: await measureWebhooks(server, sizes.webhook, options) }),
      ...(wanted.has('latency') && {
        alert_latency_ms: await measureLatency(server, sizes.latency, options),
      }),
      ...(wanted.has('queries') && (await measureQueries(server, sizes.queries, options))),
      ...(wanted.has('timeline') && { timeline: await measureTimeline(server, sizes.timeline, options) }),
      ...(wanted.has('analyze') && { analyze: await measureAnalyze(server, sizes.analyze) }),
      ...(wanted.has('soak') && { soak: await measureSoak(server, sizes.soak, options) }),
      ...(wanted.has('overload') && { overload: await measureOverload(server, sizes.overload, options) }),
      seconds: round((performance.now() - began) / 1_000, 1),
    };
  } finally {
    await server.close();
  }
}

const headline = (worst: IngestRun, all: readonly IngestRun[]): NonNullable<BenchDocument['ingest']> => ({
  events_per_s: worst.events_per_s.median,
  copy_rows_per_s: worst.copy_rows_per_s.median,
  ratio: worst.ratio.median,
  unnest_rows_per_s: worst.unnest_rows_per_s,
  by_credentials: all,
});
