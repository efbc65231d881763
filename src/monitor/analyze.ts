import type { Finding } from '../core/alert.ts';
import type { AccessEvent } from '../core/event.ts';
import { CredentialReplay } from '../core/replay.ts';
import { addEvent, emptyRollup, type HourRollup, type Use } from '../core/rollup.ts';
import type { Thresholds } from '../core/severity.ts';
import { type HourNumber, hourOf } from '../core/time.ts';
import type { OrderedBatch } from '../ingest/history/reorder.ts';

export interface AnalysisOptions {
  /** Epoch ms: before it, everything is only learnt. */
  readonly learnUntil: number;
  readonly thresholds: Thresholds;
  /** IANA zone of the local week. */
  readonly timeZone: string;
}

export interface Analysis {
  readonly accepted: number;
  readonly duplicate: number;
  /** Events so far out of order that their hour was closed already; only a stream can have them. */
  readonly outOfOrder: number;
  readonly credentials: number;
  /** Every finding, in order of the first severity that alerted. */
  readonly findings: readonly Finding[];
}

/**
 * Uses that wait, of all credentials together. A thousand credentials that take turns would each time find nothing of
 * theirs in the processor's cache, and their roll-ups would grow old in the heap: some days of one at a time are
 * several times as fast.
 */
const MOST_WAITING = 65_536;

/** One credential on its way through the files. */
interface Track {
  readonly replay: CredentialReplay;
  /** The hour of its newest use. */
  hour: HourNumber;
  /** Uses that are not in a roll-up yet, in order of time. */
  waiting: Use[];
  current: HourRollup;
}

/**
 * The whole detector on events in order of time, without a database: the same folds and scores that the service
 * makes. Holds one profile and a few hours for each credential, and a fixed number of uses.
 */
export class Analyzer {
  readonly #options: AnalysisOptions;
  readonly #tracks = new Map<string, Track>();
  /** Events of the latest moment: equal ones follow each other, since events come in order of time. */
  #moment = Number.NEGATIVE_INFINITY;
  #first: AccessEvent | null = null;
  /** Empty until there is a second one. */
  readonly #ofMoment = new Set<string>();
  #waiting = 0;
  #accepted = 0;
  #duplicate = 0;
  #outOfOrder = 0;

  constructor(options: AnalysisOptions) {
    this.#options = options;
  }

  add({ events }: OrderedBatch): void {
    for (const event of events) this.#addEvent(event);
  }

  finish(): Analysis {
    const findings: Finding[] = [];
    this.#rollUpAll();
    for (const { replay, current } of this.#tracks.values()) {
      replay.add(current);
      findings.push(...replay.findings());
    }
    findings.sort((a, b) => a.raisedAt - b.raisedAt || (a.credentialId < b.credentialId ? -1 : 1));
    return {
      accepted: this.#accepted,
      duplicate: this.#duplicate,
      outOfOrder: this.#outOfOrder,
      credentials: this.#tracks.size,
      findings,
    };
  }

  #addEvent(event: AccessEvent): void {
    if (this.#isDuplicate(event)) {
      this.#duplicate += 1;
      return;
    }
    const hour = hourOf(event.time);
    const track = this.#trackOf(event, hour);
    if (hour < track.hour) {
      this.#outOfOrder += 1;
      return;
    }
    track.hour = hour;
    track.waiting.push(useOf(event));
    this.#accepted += 1;
    this.#waiting += 1;
    if (this.#waiting >= MOST_WAITING) this.#rollUpAll();
  }

  #rollUpAll(): void {
    for (const track of this.#tracks.values()) rollUpWaiting(track);
    this.#waiting = 0;
  }

  #trackOf(event: AccessEvent, hour: HourNumber): Track {
    let track = this.#tracks.get(event.credentialId);
    if (track === undefined) {
      const { thresholds, timeZone, learnUntil } = this.#options;
      const subject = { credential: event.credential, credentialId: event.credentialId, label: null };
      track = {
        replay: new CredentialReplay(subject, thresholds, timeZone, learnUntil),
        hour,
        waiting: [],
        current: emptyRollup(hour),
      };
      this.#tracks.set(event.credentialId, track);
    }
    return track;
  }

  #isDuplicate(event: AccessEvent): boolean {
    if (event.time !== this.#moment) {
      this.#moment = event.time;
      this.#first = event;
      if (this.#ofMoment.size > 0) this.#ofMoment.clear();
      return false;
    }
    if (this.#ofMoment.size === 0 && this.#first !== null) this.#ofMoment.add(keyOf(this.#first));
    const key = keyOf(event);
    if (this.#ofMoment.has(key)) return true;
    this.#ofMoment.add(key);
    return false;
  }
}

const keyOf = ({ credentialId, eventId }: AccessEvent): string => `${credentialId}${eventId}`;

function rollUpWaiting(track: Track): void {
  for (const use of track.waiting) {
    const hour = hourOf(use.time);
    if (hour > track.current.hour) {
      track.replay.add(track.current);
      track.current = emptyRollup(hour);
    }
    addEvent(track.current, use);
  }
  track.waiting = [];
}

/** Without the rest of the event, which is several times as large. */
const useOf = (event: AccessEvent): Use => ({
  time: event.time,
  status: event.status,
  requestBytes: event.requestBytes,
  responseBytes: event.responseBytes,
  sourceIp: event.sourceIp,
  operation: event.operation,
  client: event.client,
  tokenFingerprint: event.tokenFingerprint,
  asn: event.asn,
  asnName: event.asnName,
  country: event.country,
});
