import { zoomSignature } from '../../../src/ingest/zoom-signature.ts';
import { traceId, type World } from './world.ts';

const MINUTE = 60_000;
/** After the first try, and after each retry: developers.zoom.us/blog/webhook-delays. */
const RETRY_AFTER = [5 * MINUTE, 20 * MINUTE, 60 * MINUTE];
const PATIENCE = 3_000;

export interface WebhookSenderOptions {
  readonly appId: string;
  readonly endpoint: string;
  readonly secret: string;
  readonly world: World;
  /** Epoch ms; moved by `advanceTo`. */
  readonly start: number;
  /** Whether a retry is signed anew, which nobody has said. Default false: it repeats its first headers. */
  readonly restamp?: boolean;
}

interface Attempt {
  readonly at: number;
  readonly attempt: number;
  readonly event: string;
  readonly body: string;
  readonly firstAt: number;
  readonly traceId: string;
}

/** Delivers webhooks as Zoom does, on a clock that is set by hand, and writes each attempt into the world's log. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  #now: number;
  #due: Attempt[] = [];

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.#now = options.start;
  }

  /** Tries at once; what fails is tried again when its time has come. */
  async deliver(event: string, payload: object, around: object = {}): Promise<void> {
    const body = JSON.stringify({ event, payload, event_ts: this.#now, ...around });
    await this.#attempt({ at: this.#now, attempt: 0, event, body, firstAt: this.#now, traceId: traceId() });
  }

  /** Moves the clock, and makes the retries that come due on the way, in their order. */
  async advanceTo(time: number): Promise<void> {
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((attempt) => attempt !== next);
      this.#now = next.at;
      await this.#attempt(next);
    }
    this.#now = time;
  }

  async #attempt(attempt: Attempt): Promise<void> {
    const { endpoint, secret, appId, world, restamp = false } = this.#options;
    const { event, body } = attempt;
    const timestamp = String(Math.floor((restamp ? this.#now : attempt.firstAt) / 1000));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Zoom Marketplace/1.0a',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': zoomSignature(secret, timestamp, Buffer.from(body)),
      'x-zm-trackingid': attempt.traceId,
    };
    const status = await post(endpoint, headers, body);
    const delivered = status === 200 || status === 204;
    world.deliveries.push({
      appId,
      time: this.#now,
      event,
      status: delivered ? 'success' : 'failed',
      failedReason: delivered ? '' : status === null ? 'TIMEOUT' : 'HTTP_STATUS',
      endpoint,
      requestHeaders: JSON.stringify(headers),
      requestBody: body,
      traceId: attempt.traceId,
      attempt: attempt.attempt,
    });
    const pause = RETRY_AFTER[attempt.attempt];
    // A 4xx is never tried again.
    if (delivered || pause === undefined || (status !== null && status < 500)) return;
    this.#due.push({ ...attempt, at: this.#now + pause, attempt: attempt.attempt + 1 });
  }
}

/** Null: no answer in time. */
async function post(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | null> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // What `fetch` throws when there is no answer, or none in time.
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return null;
    throw error;
  }
}
