import { clock, now, shownZone } from '../state/clock.ts';
import { exactTime, relativeTime } from './time-text.ts';

/**
 * A point in time: exact in the zone that the reader chose, the other zone on hovering, and how long ago.
 *
 * @param at RFC 3339, or epoch milliseconds
 */
export function Moment({ at, relative = true }: { at: string | number; relative?: boolean }) {
  const time = typeof at === 'number' ? at : Date.parse(at);
  const other = clock.value === 'utc' ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  return (
    <time dateTime={new Date(time).toISOString()} title={exactTime(time, other)}>
      {exactTime(time, shownZone.value)}
      {relative && <span class="quiet"> ({relativeTime(time, now.value)})</span>}
    </time>
  );
}

/** How long ago alone; exact on hovering. */
export function Ago({ at }: { at: string | number }) {
  const time = typeof at === 'number' ? at : Date.parse(at);
  return (
    <time dateTime={new Date(time).toISOString()} title={exactTime(time, shownZone.value)}>
      {relativeTime(time, now.value)}
    </time>
  );
}
