import { join } from 'node:path';
import { CHECKOUT } from './checkout.ts';

/** The file of the thread. */
export const POLITE_SENDER = join(CHECKOUT, 'bench', 'support', 'polite-sender.mjs');

/** What the thread is given: so many lines every so often, for so long. */
export interface PoliteTask {
  readonly address: string;
  readonly key: string;
  readonly seconds: number;
  readonly lines: number;
  readonly everyMs: number;
}

/** What it tells at its end. */
export interface PoliteReport {
  readonly accepted: number;
  readonly turnedAway: number;
  /** From each request to its answer, milliseconds. */
  readonly answers: readonly number[];
}
