/** A call as one side saw it: Zoom's own log, or a log of ours. */
export interface LedgerCall {
  /** Epoch milliseconds, by the clock of the side. */
  readonly time: number;
  /** `GET /users/{userId}`; null: the side does not know it. */
  readonly operation: string | null;
  readonly status: number | null;
  /** Zoom's `x-zm-trackingid`, where it was logged. */
  readonly trackingId: string | null;
}

export interface Matching {
  /** For each call of Zoom's side the place of ours in its list, or null: nobody of ours made it. */
  readonly ours: readonly (number | null)[];
  /** Of those matched, how many by their tracking id. */
  readonly byTrackingId: number;
}

/**
 * Finds for each call that Zoom saw the one of ours that it was: by the tracking id, which is the call's own; else by what
 * was called and how it was answered, at about the same time. Each of ours explains one call of Zoom's at most. As many are
 * explained as can be: for windows of one width, taking each in order of time with the earliest of ours that is still
 * free is a maximum matching (Glover 1967, convex bipartite graphs).
 *
 * @param skew how far apart the clocks and the moments of logging may lie, milliseconds
 */
export function matchCalls(
  zoomSide: readonly LedgerCall[],
  ourSide: readonly LedgerCall[],
  skew: number,
): Matching {
  const ours = new Array<number | null>(zoomSide.length).fill(null);
  const taken = new Set<number>();
  const byId = new Map<string, number[]>();
  ourSide.forEach(({ trackingId }, place) => {
    if (trackingId !== null) byId.set(trackingId, [...(byId.get(trackingId) ?? []), place]);
  });
  zoomSide.forEach(({ trackingId }, i) => {
    const place = trackingId === null ? undefined : byId.get(trackingId)?.shift();
    if (place === undefined) return;
    ours[i] = place;
    taken.add(place);
  });
  const byTrackingId = taken.size;
  const free = groupByTime(ourSide, (place) => !taken.has(place));
  for (const [key, calls] of groupByTime(zoomSide, (i) => ours[i] === null)) {
    const candidates = free.get(key) ?? [];
    let next = 0;
    for (const i of calls) {
      const { time } = zoomSide[i]!;
      while (next < candidates.length && ourSide[candidates[next]!]!.time < time - skew) next += 1;
      const place = candidates[next];
      if (place === undefined || ourSide[place]!.time > time + skew) continue;
      ours[i] = place;
      next += 1;
    }
  }
  return { ours, byTrackingId };
}

/** Places of calls that may be compared, by what they are compared by, each list in order of time. */
function groupByTime(
  calls: readonly LedgerCall[],
  wanted: (place: number) => boolean,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  calls.forEach(({ operation, status }, place) => {
    if (operation === null || status === null || !wanted(place)) return;
    const key = `${status} ${operation}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  });
  for (const group of groups.values()) group.sort((a, b) => calls[a]!.time - calls[b]!.time);
  return groups;
}
