import type { Finding } from '../core/alert.ts';
import type { Budget } from '../core/budget-text.ts';
import { type DayNumber, dayOf } from '../core/daily-peaks.ts';
import { FleetCalibration } from '../core/fleet-calibration.ts';
import { CredentialReplay, HourReplay } from '../core/replay.ts';
import { addEvent, emptyRollup, type HourRollup, type Use } from '../core/rollup.ts';
import { type Thresholds, thresholdsOf } from '../core/severity.ts';
import { type HourNumber, hourOf } from '../core/time.ts';
import type { OrderedBatch } from '../ingest/history/reorder.ts';
import type { HistoryUse } from '../ingest/history/use-reader.ts';
import { emptyQueue, type Queue, WaitingUses } from './waiting-uses.ts';

export interface AnalysisOptions {
  /** Epoch ms: before it, everything is only learnt. */
  readonly learnUntil: number;
  readonly budget: Budget;
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

/** One credential on its way through the files. */
interface Track {
  readonly replay: CredentialReplay;
  /** The hour of its newest use. */
  hour: HourNumber;
  /** Uses that are not in a roll-up yet, in order of time. */
  readonly waiting: Queue;
  /** The hour that is being filled; null once it was handed on and no later one has begun. */
  current: HourRollup | null;
}

/**
 * The whole detector on events in order of time, without a database: the same folds and scores that the service
 * makes. Holds one profile and a few hours for each credential, and a fixed number of uses: a thousand credentials that
 * take turns would each time find nothing of theirs in the processor's cache, so each has its turn when some days of
 * it have come together.
 */
export class Analyzer {
  readonly #options: AnalysisOptions;
  readonly #tracks = new Map<string, Track>();
  /** Events of the latest moment: equal ones follow each other, since events come in order of time. */
  #moment = Number.NEGATIVE_INFINITY;
  #first: HistoryUse | null = null;
  /** Empty until there is a second one. */
  readonly #ofMoment = new Set<string>();
  readonly #calibration = new FleetCalibration();
  #day: DayNumber = Number.NEGATIVE_INFINITY;
  readonly #waiting = new WaitingUses();
  #accepted = 0;
  #duplicate = 0;
  #outOfOrder = 0;

  constructor(options: AnalysisOptions) {
    this.#options = options;
  }

  add({ events }: OrderedBatch<HistoryUse>): void {
    for (const event of events) this.#addEvent(event);
  }

  finish(): Analysis {
    this.#closeHours();
    const findings = [...this.#tracks.values()].flatMap(({ replay }) => replay.findings());
    findings.sort((a, b) => a.raisedAt - b.raisedAt || (a.credentialId < b.credentialId ? -1 : 1));
    return {
      accepted: this.#accepted,
      duplicate: this.#duplicate,
      outOfOrder: this.#outOfOrder,
      credentials: this.#tracks.size,
      findings,
    };
  }

  #addEvent(event: HistoryUse): void {
    if (this.#isDuplicate(event)) {
      this.#duplicate += 1;
      return;
    }
    const hour = hourOf(event.time);
    if (dayOf(hour) > this.#day) {
      // Calibration needs every hour of the days that are over, also of credentials that have fallen silent.
      this.#closeHours();
      this.#day = dayOf(hour);
    }
    const track = this.#trackOf(event, hour);
    if (hour < track.hour) {
      this.#outOfOrder += 1;
      return;
    }
    track.hour = hour;
    this.#waiting.add(track.waiting, event);
    this.#accepted += 1;
    if (this.#waiting.isFull) this.#rollUpAll();
  }

  #rollUpAll(): void {
    for (const track of this.#tracks.values()) {
      this.#waiting.drain(track.waiting, (use) => this.#rollUp(track, use));
    }
    this.#waiting.clear();
  }

  #closeHours(): void {
    this.#rollUpAll();
    for (const track of this.#tracks.values()) this.#close(track);
  }

  #rollUp(track: Track, use: Use): void {
    const hour = hourOf(use.time);
    if (track.current !== null && hour > track.current.hour) this.#close(track);
    track.current ??= emptyRollup(hour);
    addEvent(track.current, use);
  }

  #close(track: Track): void {
    if (track.current === null) return;
    const peak = track.replay.add(track.current);
    if (peak !== null) this.#calibration.add(peak);
    track.current = null;
  }

  #thresholdsOn(day: DayNumber): Thresholds {
    return thresholdsOf(this.#options.budget, this.#calibration.on(day));
  }

  #trackOf(event: HistoryUse, hour: HourNumber): Track {
    let track = this.#tracks.get(event.credentialId);
    if (track === undefined) {
      const { timeZone, learnUntil } = this.#options;
      const subject = { credential: event.credential, credentialId: event.credentialId, label: null };
      track = {
        replay: new CredentialReplay(subject, new HourReplay(timeZone, learnUntil), (day) =>
          this.#thresholdsOn(day),
        ),
        hour,
        waiting: emptyQueue(),
        current: null,
      };
      this.#tracks.set(event.credentialId, track);
    }
    return track;
  }

  #isDuplicate(event: HistoryUse): boolean {
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

const keyOf = ({ credentialId, eventId }: HistoryUse): string => `${credentialId}${eventId}`;
