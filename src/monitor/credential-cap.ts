import { HOUR } from '../core/time.ts';

/**
 * How many credentials each sender has brought to life in the last hour, in this process: a leaked ingest key, or
 * a shipper that logs a random identifier, must not fill the installation with credentials.
 */
export class CredentialCap {
  readonly #created = new Map<string, number[]>();

  /** Takes one place; false when the sender has used them all. */
  take(sender: string, perHour: number, now: number): boolean {
    const recent = (this.#created.get(sender) ?? []).filter((at) => at > now - HOUR);
    const free = recent.length < perHour;
    if (free) recent.push(now);
    this.#created.set(sender, recent);
    return free;
  }
}
