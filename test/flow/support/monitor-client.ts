/** The part of `GET /v1/alerts` that the flow looks at. */
export interface AlertView {
  readonly id: string;
  readonly credential: string;
  readonly severity: string;
  readonly source_ips: readonly string[];
  readonly signals: readonly { readonly signal: string; readonly bits: number; readonly summary: string }[];
  readonly operations: readonly string[];
  readonly event_count: number;
  readonly score_bits: number;
  readonly raised_at: string;
  readonly explanation: string;
}

export interface TimelineView {
  readonly kind: string;
  readonly time: string;
  readonly credential: string;
  readonly source_ip: string | null;
  readonly tracking_id: string | null;
  readonly path: string | null;
}

/** Reads the service's API with a key, and keeps the answers, to be searched for secrets. */
export class MonitorClient {
  /** The latest body by path. */
  readonly answers = new Map<string, string>();
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** Every alert of medium or more, of one credential or all. */
  async alarms(credential?: string): Promise<readonly AlertView[]> {
    const filter = credential === undefined ? '' : `&credential=${encodeURIComponent(credential)}`;
    const body = await this.get(`/v1/alerts?severity=medium,high,critical&limit=200${filter}`);
    return (JSON.parse(body) as { readonly alerts: readonly AlertView[] }).alerts;
  }

  /** Every stored call, of one credential or all. */
  async calls(credential?: string): Promise<readonly TimelineView[]> {
    const filter = credential === undefined ? '' : `?credential=${encodeURIComponent(credential)}`;
    const body = await this.get(`/v1/timeline${filter}`, 'application/x-ndjson');
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as TimelineView)
      .filter((entry) => entry.kind === 'access');
  }

  /** @throws Error with the problem document, unless the answer is 200 */
  async get(path: string, accept = 'application/json'): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, {
      headers: { authorization: `Bearer ${this.#key}`, accept },
    });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`GET ${path} was answered ${response.status}: ${body}`);
    this.answers.set(path, body);
    return body;
  }
}
