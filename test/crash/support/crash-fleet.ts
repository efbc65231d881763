import type { WireEvent } from '../../../src/scenario/wire.ts';
import { smallFleet } from '../../support/small-fleet.ts';

export const DAYS = 20;

/** What is sent in every crash test: enough that something is always under way, with thefts in it. */
export const crashFleet = (): WireEvent[] => smallFleet('crash', 6, DAYS);
