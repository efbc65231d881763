import { DAY } from '../core/time.ts';
import { isHoliday } from './calendar.ts';
import {
  abroad,
  backfill,
  clientUpgrade,
  dayOff,
  debugging,
  doubling,
  growth,
  monthEnd,
  newFeature,
  onCallNight,
  outage,
  retryStorm,
  scheduleChange,
  zoomOutage,
} from './changes/behaviour.ts';
import type { Change, ChangeKind, MakeChange } from './changes/change.ts';
import {
  canary,
  failover,
  moveGateways,
  otherCloud,
  redeploy,
  rollingDeploy,
  scaleOut,
} from './changes/deployments.ts';
import { poisson } from './distributions.ts';
import type { Owner } from './owner.ts';
import type { Random } from './random.ts';

/** How fast the owners of a fleet change things. */
export type FleetKind = 'plain' | 'restless';

/** Kinds that concern one credential: weight in a plain and in a restless fleet. */
const KINDS: readonly { kind: ChangeKind; make: MakeChange; weights: Readonly<Record<FleetKind, number>> }[] =
  [
    { kind: 'redeploy', make: redeploy, weights: { plain: 10, restless: 10 } },
    { kind: 'rolling_deploy', make: rollingDeploy, weights: { plain: 4, restless: 7 } },
    { kind: 'canary', make: canary, weights: { plain: 1, restless: 4 } },
    { kind: 'scale_out', make: scaleOut, weights: { plain: 3, restless: 7 } },
    { kind: 'failover', make: failover, weights: { plain: 2, restless: 5 } },
    { kind: 'client_upgrade', make: clientUpgrade, weights: { plain: 10, restless: 9 } },
    { kind: 'new_feature', make: newFeature, weights: { plain: 4, restless: 9 } },
    { kind: 'schedule_change', make: scheduleChange, weights: { plain: 2, restless: 4 } },
    { kind: 'on_call_night', make: onCallNight, weights: { plain: 5, restless: 9 } },
    { kind: 'retry_storm', make: retryStorm, weights: { plain: 6, restless: 8 } },
    { kind: 'outage', make: outage, weights: { plain: 2, restless: 3 } },
    { kind: 'backfill', make: backfill, weights: { plain: 2, restless: 4 } },
    { kind: 'month_end', make: monthEnd, weights: { plain: 5, restless: 5 } },
    { kind: 'growth', make: growth, weights: { plain: 3, restless: 4 } },
    { kind: 'doubling', make: doubling, weights: { plain: 1, restless: 4 } },
    { kind: 'day_off', make: dayOff, weights: { plain: 4, restless: 5 } },
    { kind: 'debugging', make: debugging, weights: { plain: 0.3, restless: 2 } },
    { kind: 'abroad', make: abroad, weights: { plain: 1, restless: 6 } },
    { kind: 'other_cloud', make: otherCloud, weights: { plain: 0.3, restless: 1.5 } },
  ];

/** Changes that nothing in a log tells from a theft: a foreign network, new to the credential, with a person's tools. */
const OUGHT_TO_BE_DECLARED: readonly ChangeKind[] = ['abroad', 'other_cloud', 'debugging'];

/** Mean number of changes of one credential in eight weeks. */
const CHANGES_IN_8_WEEKS: Readonly<Record<FleetKind, number>> = { plain: 0.7, restless: 2.4 };

export interface ChangePlan {
  readonly kind: FleetKind;
  readonly start: number;
  readonly end: number;
  readonly random: Random;
}

/** Edits the owners' plans and tells what was done, by time. Spread evenly over the whole span. */
export function planChanges(owners: readonly Owner[], plan: ChangePlan): Change[] {
  const changes = [
    ...owners.flatMap((owner) => changesOf(owner, plan)),
    ...sharedChanges(owners, plan),
    ...holidays(owners, plan),
  ];
  return changes.sort((a, b) => a.start - b.start);
}

function changesOf(owner: Owner, plan: ChangePlan): Change[] {
  const random = plan.random.fork(owner.info.credential);
  const weeks = (owner.until - owner.from) / (7 * DAY);
  const count = poisson(random, (CHANGES_IN_8_WEEKS[plan.kind] * weeks) / 8);
  const moments = Array.from({ length: count }, () => random.uniform(owner.from, owner.until)).sort(
    (a, b) => a - b,
  );
  return moments.flatMap((moment) => oneChange(owner, Math.floor(moment), plan, random) ?? []);
}

/** Draws kinds until one applies to this owner. */
function oneChange(owner: Owner, at: number, plan: ChangePlan, random: Random): Change | null {
  let left = KINDS;
  while (left.length > 0) {
    const drawn = random.weighted(left.map((entry) => [entry, entry.weights[plan.kind]] as const));
    const effect = drawn.make(owner, at, random, plan.end);
    if (effect !== null) {
      const oughtToBeDeclared = OUGHT_TO_BE_DECLARED.includes(drawn.kind);
      return { credential: owner.info.credential, kind: drawn.kind, oughtToBeDeclared, ...effect };
    }
    left = left.filter((entry) => entry !== drawn);
  }
  return null;
}

function sharedChanges(owners: readonly Owner[], plan: ChangePlan): Change[] {
  const changes: Change[] = [];
  const restless = plan.kind === 'restless';
  for (const organisation of new Set(owners.map((owner) => owner.organisation))) {
    const random = plan.random.fork(`gateways/${organisation.accountId}`);
    if (!random.chance(restless ? 0.6 : 0.1)) continue;
    const own = owners.filter((owner) => owner.organisation === organisation);
    for (const { owner, effect } of moveGateways(own, random.uniform(plan.start, plan.end), random)) {
      changes.push({
        credential: owner.info.credential,
        kind: 'gateway_move',
        oughtToBeDeclared: false,
        ...effect,
      });
    }
  }
  const random = plan.random.fork('zoom');
  const outages = poisson(random, ((plan.end - plan.start) / DAY / 56) * (restless ? 1.5 : 0.5));
  for (let i = 0; i < outages; i += 1) {
    const { start, end } = zoomOutage(owners, random.uniform(plan.start, plan.end), random);
    const summary = 'Zoom answered with errors';
    changes.push({ credential: null, kind: 'zoom_outage', start, end, oughtToBeDeclared: false, summary });
  }
  return changes;
}

/** Public holidays of the owners' countries: they keep them anyway, here they are named. */
function holidays(owners: readonly Owner[], plan: ChangePlan): Change[] {
  const changes: Change[] = [];
  for (const calendar of new Set(owners.map((owner) => owner.calendar))) {
    for (let day = Math.floor(plan.start / DAY); day * DAY < plan.end; day += 1) {
      if (!isHoliday(calendar, day)) continue;
      const summary = `public holiday (${calendar})`;
      const [start, end] = [day * DAY, (day + 1) * DAY];
      changes.push({ credential: null, kind: 'holiday', start, end, oughtToBeDeclared: false, summary });
    }
  }
  return changes;
}
