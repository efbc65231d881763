import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { SEVERITIES, type Severity } from '../core/alert.ts';

/** What the service counts of itself. Labels come from closed lists, never from what was sent. */
export interface Metrics {
  readonly registry: Registry;
  readonly lines: Counter<'outcome'>;
  readonly warnings: Counter<'kind'>;
  readonly deliveries: Counter<'outcome'>;
  setOpenAlerts(counts: readonly { severity: Severity; count: number }[]): void;
  setDatabaseUp(up: boolean): void;
}

type LineOutcome = 'accepted' | 'duplicate' | 'rejected';
export type DeliveryOutcome =
  | LineOutcome
  | 'url_validation'
  | 'bad_signature'
  | 'oversized'
  | 'unavailable'
  | 'not_configured';

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const lines = new Counter({
    name: 'zoom_monitor_event_lines_total',
    help: 'Lines sent to /v1/events, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const warnings = new Counter({
    name: 'zoom_monitor_event_line_warnings_total',
    help: 'Lines that became events in spite of a field that made no sense, or of bytes that were not UTF-8',
    labelNames: ['kind'],
    registers,
  });
  const deliveries = new Counter({
    name: 'zoom_monitor_webhook_deliveries_total',
    help: 'Deliveries to /v1/webhooks/zoom, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const openAlerts = new Gauge({
    name: 'zoom_monitor_open_alerts',
    help: 'Alerts that nobody has dealt with',
    labelNames: ['severity'],
    registers,
  });
  const databaseUp = new Gauge({
    name: 'zoom_monitor_database_up',
    help: '1 when the database answered this scrape',
    registers,
  });
  return {
    registry,
    lines,
    warnings,
    deliveries,
    setOpenAlerts: (counts) => {
      for (const severity of SEVERITIES) {
        openAlerts.set({ severity }, counts.find((row) => row.severity === severity)?.count ?? 0);
      }
    },
    setDatabaseUp: (up) => databaseUp.set(up ? 1 : 0),
  };
}

/** Counts and times every request by its route as it is written in the code. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  const duration = new Histogram({
    name: 'zoom_monitor_http_request_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [metrics.registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const method = request.is404 ? 'any' : request.method;
    duration.observe(
      { method, route, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
  });
}
