import type { AccessEvent } from '../core/event.ts';
import { HOUR, type HourNumber, hourOf, lastSettledHour, REORDER_WINDOW } from '../core/time.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { scoredFrom } from './score-credential.ts';
import type { DetectionSettings } from './settings.ts';

/** One credential's part of a batch. */
export interface Work {
  readonly state: CredentialState;
  readonly zone: string;
  /** Of its history, after this batch. */
  readonly version: number;
  readonly added: ReadonlyMap<HourNumber, readonly AccessEvent[]>;
  readonly first: HourNumber;
  readonly last: HourNumber;
  readonly lateBy: ReadonlyMap<HourNumber, number>;
  readonly newest: number;
  readonly historyChanged: boolean;
  /** Epoch ms; null when every hour is scored. */
  readonly learnUntil: number | null;
  /** False when every touched hour is only learnt. */
  readonly scores: boolean;
}

/** @param events of the credential, in order of time */
export function planWork(
  state: CredentialState,
  events: readonly AccessEvent[],
  settings: DetectionSettings,
  importUntil: number | null,
): Work {
  const added = groupByHour(events);
  const hours = [...added.keys()];
  const first = hours[0]!;
  const newestBefore = state.newestEventAt;
  const lateBy = new Map<HourNumber, number>();
  const newest = Math.max(newestBefore ?? Number.NEGATIVE_INFINITY, events.at(-1)!.time);
  if (newestBefore !== null && newestBefore - events[0]!.time > REORDER_WINDOW) {
    for (const [hour, own] of added) {
      const lag = newestBefore - own[0]!.time;
      if (lag > REORDER_WINDOW) lateBy.set(hour, lag);
    }
  }
  // An hour that the newest hour's profile already contains has changed: whatever was folded of it is stale.
  const historyChanged = newestBefore !== null && first <= lastSettledHour(hourOf(newestBefore));
  const learnUntil = importUntil === null ? state.learnUntil : Math.max(importUntil, state.learnUntil ?? 0);
  return {
    state,
    zone: state.timeZone ?? settings.timeZone,
    version: historyChanged ? state.historyVersion + 1 : state.historyVersion,
    added,
    first,
    last: hours.at(-1)!,
    lateBy,
    newest,
    historyChanged,
    learnUntil,
    scores: hours.some((hour) => scoredFrom(hour, learnUntil) < HOUR),
  };
}

/** In order of time. */
function groupByHour(events: readonly AccessEvent[]): Map<HourNumber, AccessEvent[]> {
  const groups = new Map<HourNumber, AccessEvent[]>();
  let [group, current] = [[] as AccessEvent[], Number.NaN];
  for (const event of events) {
    const hour = hourOf(event.time);
    if (hour !== current) {
      [group, current] = [[], hour];
      groups.set(hour, group);
    }
    group.push(event);
  }
  return groups;
}
