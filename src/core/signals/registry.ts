import { adminChange } from './admin-change/signal.ts';
import { concurrentNetworks } from './concurrent-networks/signal.ts';
import { dataSpike } from './data-spike/signal.ts';
import { decoyUse } from './decoy-use/signal.ts';
import { dormantAwakes } from './dormant-awakes/signal.ts';
import { failedCalls } from './failed-calls/signal.ts';
import { oddHour } from './odd-hour/signal.ts';
import { quotaGap } from './quota-gap/signal.ts';
import { revokedUse } from './revoked-use/signal.ts';
import type { Signal } from './signal.ts';
import { tokenShared } from './token-shared/signal.ts';
import { unfamiliarClient } from './unfamiliar-client/signal.ts';
import { unfamiliarNetwork } from './unfamiliar-network/signal.ts';
import { unfamiliarOperation } from './unfamiliar-operation/signal.ts';
import { usageSpike } from './usage-spike/signal.ts';
import { zoomSideOnly } from './zoom-side-only/signal.ts';

/** Every signal, in the order in which an explanation mentions them. */
export const signals: readonly Signal[] = [
  revokedUse,
  decoyUse,
  adminChange,
  zoomSideOnly,
  quotaGap,
  unfamiliarNetwork,
  concurrentNetworks,
  tokenShared,
  oddHour,
  dormantAwakes,
  usageSpike,
  dataSpike,
  unfamiliarOperation,
  unfamiliarClient,
  failedCalls,
] as readonly Signal[];
