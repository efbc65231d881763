import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isAlarm } from '../core/severity.ts';
import type { AlertView } from '../respond/alert-view.ts';
import type { LabelledEvent } from '../scenario/wire.ts';
import { CliError } from './failure.ts';
import type { Progress } from './progress.ts';

/** Lines a request: a day of the demonstration at a time, about as a shipper would send them. */
const BATCH = 1_500;
const MAX_TRIES = 20;
const pack = promisify(gzip);

export interface Played {
  readonly events: number;
  readonly seconds: number;
}

/** The service, as a program of somebody else's would use it: by HTTP, with a key. */
export class DemoClient {
  readonly #address: string;
  readonly #adminKey: string;

  constructor(address: string, adminKey: string) {
    this.#address = address;
    this.#adminKey = adminKey;
  }

  /** A key for the player alone, that ends with the day. */
  async ingestKey(now: number): Promise<string> {
    const body = JSON.stringify({
      name: 'demonstration',
      role: 'ingest',
      expires_at: new Date(now + 86_400_000).toISOString(),
    });
    const { key } = (await this.#ask('/v1/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })) as { key: string };
    return key;
  }

  /** Sends every event in order, each batch after the last was acknowledged: stored and scored. */
  async play(events: Iterable<LabelledEvent>, key: string, progress: Progress): Promise<Played> {
    const began = performance.now();
    let sent = 0;
    let lines: string[] = [];
    const send = async (): Promise<void> => {
      await this.#send(await pack(lines.join('\n'), { level: 1 }), lines.length, key);
      sent += lines.length;
      progress.add(lines.length, `${sent} calls`);
      lines = [];
    };
    for (const { event } of events) {
      lines.push(JSON.stringify(event));
      if (lines.length === BATCH) await send();
    }
    if (lines.length > 0) await send();
    progress.end();
    return { events: sent, seconds: (performance.now() - began) / 1_000 };
  }

  /** Alerts that ring, in the order of their beginning; and how many stayed below the budget. */
  async alerts(): Promise<{ ringing: AlertView[]; quiet: number }> {
    const all: AlertView[] = [];
    for (let cursor: string | null = null; ; ) {
      const query = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await this.#ask(`/v1/alerts?limit=200${query}`)) as {
        alerts: AlertView[];
        next_cursor: string | null;
      };
      all.push(...page.alerts);
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    const ringing = all.filter(isAlarm);
    ringing.sort((a, b) => (a.raised_at < b.raised_at ? -1 : 1));
    return { ringing, quiet: all.length - ringing.length };
  }

  async #send(body: Buffer, lines: number, key: string): Promise<void> {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${this.#address}/v1/events?format=event`, {
        method: 'POST',
        headers,
        body,
      });
      if (answer.ok) {
        const counts = (await answer.json()) as {
          accepted: number;
          errors: { code: string; message: string }[];
        };
        if (counts.accepted === lines) return;
        const [first] = counts.errors;
        throw new CliError(
          'demo_not_accepted',
          `Of ${lines} lines the service accepted ${counts.accepted}${first ? ` (${first.code}: ${first.message})` : ''}. ` +
            'What was accepted is kept; run the demonstration again to begin anew.',
        );
      }
      // Busy, not broken: the same batch again, as any shipper would.
      if (answer.status !== 503 || attempt === MAX_TRIES) throw await refusal('/v1/events', answer);
      await sleep(1_000 * Number(answer.headers.get('retry-after') ?? 1));
    }
  }

  async #ask(path: string, options: RequestInit = {}): Promise<unknown> {
    const headers = { ...options.headers, authorization: `Bearer ${this.#adminKey}` };
    const answer = await fetch(`${this.#address}${path}`, { ...options, headers });
    if (!answer.ok) throw await refusal(path, answer);
    return answer.json();
  }
}

async function refusal(path: string, answer: Response): Promise<CliError> {
  const text = (await answer.text()).slice(0, 300);
  return new CliError('demo_refused', `The service answered ${path} with ${answer.status}: ${text}`);
}
