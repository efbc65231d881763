import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { EVENT_LANES } from '../../src/core/timeline-kinds.ts';
import { zoomSignature } from '../../src/ingest/zoom-signature.ts';
import type { WireEvent } from '../../src/scenario/wire.ts';

export interface Counts {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** The alert as the contract writes it, as far as tests look at it. */
export interface AlertJson {
  readonly id: string;
  readonly credential: string;
  readonly severity: string;
  readonly signals: readonly { readonly signal: string; readonly bits: number }[];
  readonly first_event_at: string;
  readonly raised_at: string;
  readonly source_ips: readonly string[];
  readonly event_count: number;
}

/** An answer other than 200. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, body: string) {
    super(`${status}: ${body}`);
    this.status = status;
  }
}

export const toNdjson = (events: readonly WireEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** A sender, a reader: the few calls that end-to-end tests make of a running service. */
export class ServiceClient {
  readonly #address: () => string;
  readonly #key: string;

  /** @param address asked for each call, since a restarted service may listen elsewhere */
  constructor(address: () => string, key: string) {
    this.#address = address;
    this.#key = key;
  }

  async send(events: readonly WireEvent[]): Promise<Counts> {
    const response = await fetch(`${this.#address()}/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#key}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
      body: gzipSync(toNdjson(events)),
    });
    if (response.status !== 200) throw new Refused(response.status, await response.text());
    return (await response.json()) as Counts;
  }

  /** Hands over a delivery as Zoom does, signed now; returns what became of it. */
  async deliver(body: string, secret: string): Promise<string> {
    const timestamp = String(Date.now());
    const response = await fetch(`${this.#address()}/v1/webhooks/zoom`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': zoomSignature(secret, timestamp, Buffer.from(body)),
      },
      body,
    });
    if (response.status !== 200) throw new Refused(response.status, await response.text());
    return ((await response.json()) as { status: string }).status;
  }

  /** Sends until it is acknowledged, as a shipper does. */
  async sendUntilAcknowledged(events: readonly WireEvent[], patienceMs = 60_000): Promise<Counts> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return await this.send(events);
      } catch (error) {
        if (Date.now() > until) throw error;
        await sleep(100);
      }
    }
  }

  async alerts(): Promise<AlertJson[]> {
    const found: AlertJson[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await this.get(`/v1/alerts?limit=100${query}`)) as {
        alerts: AlertJson[];
        next_cursor: string | null;
      };
      found.push(...page.alerts);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  /** The ids of every stored event, of calls, deliveries, sign-ins and records of admins. */
  async storedIds(): Promise<string[]> {
    const response = await fetch(`${this.#address()}/v1/timeline`, {
      headers: { authorization: `Bearer ${this.#key}`, accept: 'application/x-ndjson' },
    });
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines
      .map((line) => JSON.parse(line) as { kind: string; id: string })
      .filter(({ kind }) => (EVENT_LANES as readonly string[]).includes(kind))
      .map(({ id }) => id);
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#address()}${path}`, {
      headers: { authorization: `Bearer ${this.#key}` },
    });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** What two ways of finding alerts must agree on: all but the ids and the operator's part. */
export function comparable(alerts: readonly AlertJson[]): unknown[] {
  return alerts
    .map(({ id: _id, ...rest }) => rest as Record<string, unknown>)
    .map(({ status: _status, disposition: _disposition, credential_label: _label, ...rest }) => rest)
    .sort((a, b) =>
      `${a['credential']}${a['first_event_at']}` < `${b['credential']}${b['first_event_at']}` ? -1 : 1,
    );
}
