import { emptyProfile, foldHour, type Profile } from '../../../src/core/profile/profile.ts';
import { addEvent, emptyRollup, type HourRollup } from '../../../src/core/rollup.ts';
import type { Deed, Habit, SignalCase } from '../../../src/core/signals/case.ts';
import type { Scene } from '../../../src/core/signals/signal.ts';
import { NO_STANDING } from '../../../src/core/standing.ts';
import {
  HOUR,
  type HourNumber,
  hourOf,
  lastSettledHour,
  MINUTE,
  startOfHour,
} from '../../../src/core/time.ts';
import { makeEvent } from '../../support/event.ts';

/** Turns a case's data into the scene that the signal looks at. */
export function sceneOf(story: SignalCase, zone = 'UTC'): Scene {
  const hour = hourOf(Date.parse(story.at));
  return {
    hour,
    rollup: rollupOf(hour, story.deeds),
    profile: learn(story.habits, hour, zone),
    standing: NO_STANDING,
    from: 0,
  };
}

export function learn(habits: readonly Habit[], before: HourNumber, zone = 'UTC'): Profile {
  const profile = emptyProfile(zone);
  const longest = Math.max(0, ...habits.map(({ days }) => days));
  for (let hour = before - longest * 24; hour <= lastSettledHour(before); hour += 1) {
    const deeds = habits.flatMap((habit) => (hour >= before - habit.days * 24 ? deedsOf(habit, hour) : []));
    if (deeds.length > 0) foldHour(profile, rollupOf(hour, deeds), NO_STANDING);
  }
  return profile;
}

function deedsOf(habit: Habit, hour: HourNumber): Deed[] {
  const start = new Date(startOfHour(hour));
  const weekday = (start.getUTCDay() + 6) % 7;
  if (!habit.hours.includes(start.getUTCHours())) return [];
  if (habit.weekdays !== undefined && !habit.weekdays.includes(weekday)) return [];
  const swing = 1 + 0.25 * Math.sin(hour * 12.9898);
  return habit.from.map((from, i) => ({
    from: from
      .replace('{n}', String((hour * 37 + i * 101) % 251))
      .replace('{m}', String((hour * 53 + i) % 241)),
    calls: Math.max(1, Math.round((habit.calls * swing) / habit.from.length)),
  }));
}

export function rollupOf(hour: HourNumber, deeds: readonly Deed[]): HourRollup {
  const rollup = emptyRollup(hour);
  for (const deed of deeds) {
    const start = startOfHour(hour) + (deed.minute ?? 0) * MINUTE;
    const room = startOfHour(hour) + HOUR - start;
    for (let call = 0; call < deed.calls; call += 1) {
      addEvent(
        rollup,
        makeEvent({
          time: start + Math.floor((room * call) / deed.calls),
          sourceIp: deed.from,
          status: deed.status ?? 200,
          operation: deed.operation ?? 'GET /users',
          asn: deed.asn ?? null,
          country: deed.country ?? null,
        }),
      );
    }
  }
  return rollup;
}
