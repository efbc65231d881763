import { emptyProfile, foldHour, type Profile } from '../../../src/core/profile/profile.ts';
import { addEvent, emptyRollup, type HourRollup } from '../../../src/core/rollup.ts';
import type { Deed, Habit, SignalCase } from '../../../src/core/signals/case.ts';
import type { Scene } from '../../../src/core/signals/signal.ts';
import { type Directive, standingAt } from '../../../src/core/standing.ts';
import { type HourNumber, hourOf, lastSettledHour, MINUTE, startOfHour } from '../../../src/core/time.ts';
import { makeEvent } from '../../support/event.ts';

/** Turns a case's data into the scene that the signal looks at. */
export function sceneOf(story: SignalCase, zone = 'UTC'): Scene {
  const hour = hourOf(Date.parse(story.at));
  const directives = directivesOf(story, hour);
  return {
    hour,
    rollup: rollupOf(hour, story.deeds),
    profile: learn(story.habits, hour, zone, directives),
    standing: standingAt(directives, hour),
    from: 0,
  };
}

const directivesOf = ({ said = [] }: SignalCase, hour: HourNumber): Directive[] =>
  said.map(({ statement, minute }) => ({
    since: minute === undefined ? 0 : startOfHour(hour) + minute * MINUTE,
    until: null,
    statement,
  }));

export function learn(
  habits: readonly Habit[],
  before: HourNumber,
  zone = 'UTC',
  directives: readonly Directive[] = [],
): Profile {
  const profile = emptyProfile(zone);
  const longest = Math.max(0, ...habits.map(({ days }) => days));
  for (let hour = before - longest * 24; hour <= lastSettledHour(before); hour += 1) {
    const deeds = habits.flatMap((habit) => {
      const [begin, end] = [before - habit.days * 24, before - (habit.ended ?? 0) * 24];
      return hour >= begin && hour < end ? deedsOf(habit, hour) : [];
    });
    if (deeds.length > 0) foldHour(profile, rollupOf(hour, deeds), standingAt(directives, hour));
  }
  return profile;
}

function deedsOf(habit: Habit, hour: HourNumber): Deed[] {
  const start = new Date(startOfHour(hour));
  const weekday = (start.getUTCDay() + 6) % 7;
  if (!habit.hours.includes(start.getUTCHours())) return [];
  if (habit.weekdays !== undefined && !habit.weekdays.includes(weekday)) return [];
  const swing = 1 + 0.25 * Math.sin(hour * 12.9898);
  return habit.from.map((from, i) => {
    const changing = (text: string): string =>
      text.replace('{n}', String((hour * 37 + i * 101) % 251)).replace('{m}', String((hour * 53 + i) % 241));
    return {
      ...habit,
      from: changing(from),
      ...(habit.operations === undefined ? {} : { operations: habit.operations.map(changing) }),
      calls: Math.max(1, Math.round((habit.calls * swing) / habit.from.length)),
    };
  });
}

export function rollupOf(hour: HourNumber, deeds: readonly Deed[]): HourRollup {
  const rollup = emptyRollup(hour);
  for (const deed of deeds) {
    const start = startOfHour(hour) + (deed.minute ?? 0) * MINUTE;
    const room = startOfHour(hour) + (deed.until ?? 60) * MINUTE - start;
    const operations = deed.operations ?? ['GET /users'];
    for (let call = 0; call < deed.calls; call += 1) {
      addEvent(
        rollup,
        makeEvent({
          time: start + Math.floor((room * call) / deed.calls),
          sourceIp: deed.from === '' ? null : deed.from,
          status: deed.status ?? 200,
          operation: operations[call % operations.length]!,
          client: deed.client ?? null,
          tokenFingerprint: deed.token ?? null,
          responseBytes: deed.bytes ?? null,
          asn: deed.asn ?? null,
          asnName: deed.asnName ?? null,
          country: deed.country ?? null,
        }),
      );
    }
  }
  return rollup;
}
