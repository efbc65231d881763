import { SECOND } from '../../core/time.ts';
import type { IntakeByHour } from '../../store/queries/live.ts';
import type { IntakeCounted } from '../live-schema.ts';

const RATE_OVER = 10 * SECOND;

/** Turns counts that only grow into what came since the last look. */
export function createIntakeMeter(): (
  counts: IntakeByHour,
  duplicates: number,
  now: number,
) => IntakeCounted {
  let last: { counts: IntakeByHour; duplicates: number } | null = null;
  let looks: { at: number; accepted: number }[] = [];

  return (counts, duplicates, now) => {
    const accepted = last === null ? 0 : growth(last.counts.accepted, counts.accepted);
    const rejected = last === null ? 0 : growth(last.counts.rejected, counts.rejected);
    const duplicate = last === null ? 0 : duplicates - last.duplicates;
    last = { counts, duplicates };
    looks = [...looks.filter(({ at }) => at >= now - RATE_OVER), { at: now, accepted }];
    const [first] = looks;
    // The first look is where the counting begins: what it counted came before.
    const seconds = (now - (first?.at ?? now)) / SECOND;
    const counted = looks.slice(1).reduce((sum, look) => sum + look.accepted, 0);
    return {
      at: new Date(now).toISOString(),
      accepted,
      duplicate,
      rejected,
      per_second: seconds > 0 ? Math.round((counted / seconds) * 10) / 10 : 0,
    };
  };
}

/** An hour that was not there before began at nothing; one that has left the window is done with. */
function growth(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [hour, lines] of after) sum += Math.max(0, lines - (before.get(hour) ?? 0));
  return sum;
}
