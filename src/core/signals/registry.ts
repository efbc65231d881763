import { oddHour } from './odd-hour/signal.ts';
import type { Signal } from './signal.ts';
import { unfamiliarNetwork } from './unfamiliar-network/signal.ts';
import { usageSpike } from './usage-spike/signal.ts';

/** Every signal, in the order in which an explanation mentions them. */
export const signals: readonly Signal[] = [unfamiliarNetwork, oddHour, usageSpike] as readonly Signal[];
