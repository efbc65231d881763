import { createHash } from 'node:crypto';
import type { Finding } from '../../../src/core/alert.ts';
import { parseBudget } from '../../../src/core/budget-text.ts';
import type { AccessEvent } from '../../../src/core/event.ts';
import { FleetCalibration } from '../../../src/core/fleet-calibration.ts';
import { CredentialReplay, HourReplay } from '../../../src/core/replay.ts';
import { rollUp } from '../../../src/core/rollup.ts';
import { type Thresholds, thresholdsOf } from '../../../src/core/severity.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';
import type { DetectionSettings } from '../../../src/monitor/settings.ts';
import { makeEvent } from '../../support/event.ts';

export const detection: DetectionSettings = { budget: parseBudget('1/365d'), timeZone: 'UTC' };
export const monday = Date.UTC(2026, 1, 2);

const uuid = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** Weeks of office hours from one address for each credential, and on the last night a stranger. */
export function story(credentials: number, days: number): AccessEvent[] {
  const events: AccessEvent[] = [];
  const add = (name: string, time: number, from: string, operation: string): void => {
    events.push(
      makeEvent({
        credential: name,
        credentialId: uuid(name),
        eventId: uuid(`${name} ${time} ${from} ${operation}`),
        time,
        sourceIp: from,
        operation,
        userAgent: 'python-requests/2.31',
        client: 'python-requests',
      }),
    );
  };
  for (let c = 0; c < credentials; c += 1) {
    const name = `integration-${c}`;
    for (let day = 0; day < days; day += 1) {
      for (let hour = 8; hour < 18; hour += 1) {
        for (let call = 0; call < 3 + ((hour * 7 + day + c) % 4); call += 1) {
          const time = monday + day * DAY + hour * HOUR + call * 11 * MINUTE + c * 1_000 + day;
          add(name, time, `198.51.100.${10 + c}`, 'GET /users/{userId}');
        }
      }
    }
    // The thief comes in the last night, before the last office day.
    const night = monday + (days - 1) * DAY + 2 * HOUR;
    for (let call = 0; call < 40; call += 1) {
      add(name, night + call * 70_000, '203.0.113.66', 'GET /users/{userId}/recordings');
    }
  }
  return events.sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
}

/** What a replay of the same events finds, by credential: the reference. */
export function replay(events: readonly AccessEvent[], learnUntil = 0): Finding[] {
  const calibration = new FleetCalibration();
  const thresholdsOn = (day: number): Thresholds => thresholdsOf(detection.budget, calibration.on(day));
  const ids = [...new Set(events.map(({ credentialId }) => credentialId))].sort();
  const tracks = ids.map((id) => {
    const own = events.filter(({ credentialId }) => credentialId === id);
    const subject = { credential: own[0]!.credential, credentialId: id, label: null };
    const hours = new HourReplay(detection.timeZone, learnUntil);
    return { replay: new CredentialReplay(subject, hours, thresholdsOn), hours: rollUp(own) };
  });
  const all = [...new Set(tracks.flatMap(({ hours }) => [...hours.keys()]))].sort((x, y) => x - y);
  for (const hour of all) {
    for (const track of tracks) {
      const rollup = track.hours.get(hour);
      const peak = rollup === undefined ? null : track.replay.add(rollup);
      if (peak !== null) calibration.add(peak);
    }
  }
  return tracks.flatMap((track) => track.replay.findings());
}

/** Shuffles so that no event is more than `window` ms behind a newer one. */
export function disorder(
  events: readonly AccessEvent[],
  window: number,
  random: () => number,
): AccessEvent[] {
  return events
    .map((event) => ({ event, at: event.time + random() * window }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** A small generator with a seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Cuts events into the hours that they are of, each in the order given. */
export function byHour(events: readonly AccessEvent[]): AccessEvent[][] {
  const hours = new Map<number, AccessEvent[]>();
  for (const event of events) {
    const hour = Math.floor(event.time / HOUR);
    hours.set(hour, [...(hours.get(hour) ?? []), event]);
  }
  return [...hours].sort(([a], [b]) => a - b).map(([, own]) => own);
}
