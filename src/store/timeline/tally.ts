import type { Grid } from '../../core/timeline-grid.ts';
import { EVENT_LANES, type EventLane } from '../../core/timeline-kinds.ts';

/** Counts of one lane, by bucket. */
export interface LaneCounts {
  readonly calls: readonly number[];
  /** Those of them that were answered with 400 or more. */
  readonly failed: readonly number[];
}

/** What is counted, by lane and bucket. */
export class Tally {
  readonly grid: Grid;
  /** The smallest share of the events of a bucket that was read; 1: the counts are exact. */
  share = 1;
  readonly #calls: number[][];
  readonly #failed: number[][];

  constructor(grid: Grid) {
    this.grid = grid;
    const zeros = () => EVENT_LANES.map(() => new Array<number>(grid.buckets).fill(0));
    this.#calls = zeros();
    this.#failed = zeros();
  }

  /** @param lane its place in EVENT_LANES */
  add(time: number, lane: number, calls: number, failed: number): void {
    const bucket = Math.floor((time - this.grid.start) / this.grid.step);
    const [of, ofFailed] = [this.#calls[lane], this.#failed[lane]];
    if (of?.[bucket] === undefined || ofFailed?.[bucket] === undefined) return;
    of[bucket] += calls;
    ofFailed[bucket] += failed;
  }

  sampled(share: number): void {
    this.share = Math.min(this.share, share);
  }

  lane(lane: EventLane): LaneCounts {
    const index = EVENT_LANES.indexOf(lane);
    return {
      calls: (this.#calls[index] ?? []).map(Math.round),
      failed: (this.#failed[index] ?? []).map(Math.round),
    };
  }
}
