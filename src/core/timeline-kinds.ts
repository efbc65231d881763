/** What an access event is a record of, as the timeline tells them apart: by the first word of the operation. */
export const EVENT_LANES = ['access', 'webhook', 'sign_in', 'admin_change'] as const;
export type EventLane = (typeof EVENT_LANES)[number];

/** Every kind of entry that the timeline lists. */
export const ENTRY_KINDS = [...EVENT_LANES, 'alert', 'action'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Fields of calls by which hours are counted (store/timeline/count-hour.ts), so that known values can be offered. */
export const COUNTED_FIELDS = ['operation', 'status', 'client', 'asn', 'country', 'source'] as const;
export type CountedField = (typeof COUNTED_FIELDS)[number];

/** Operations that no method and path can give (docs/decisions/0010-records-that-are-no-calls.md), by their prefix. */
export const LANE_PREFIXES = {
  webhook: 'webhook ',
  sign_in: 'activity ',
  admin_change: 'admin ',
} as const satisfies Partial<Record<EventLane, string>>;

export function laneOf(operation: string | null): EventLane {
  if (operation === null) return 'access';
  return (
    (Object.keys(LANE_PREFIXES) as (keyof typeof LANE_PREFIXES)[]).find((lane) =>
      operation.startsWith(LANE_PREFIXES[lane]),
    ) ?? 'access'
  );
}
