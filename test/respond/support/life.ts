import { createHash } from 'node:crypto';
import type { AccessEvent } from '../../../src/core/event.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';
import { credentialIdOf, hexToUuid } from '../../../src/ingest/identity.ts';
import { makeEvent } from '../../support/event.ts';

/** A Monday. */
const MONDAY = Date.UTC(2026, 1, 2);
export const OFFICE = '198.51.100.10';

/** The moment `hours` into a day, counted from that Monday. */
export const at = (day: number, hours: number): number => MONDAY + day * DAY + hours * HOUR;

/** What its owner never does. */
const PLUNDER = { operation: 'GET /users/{userId}/recordings', client: 'curl' };

/** An hour of calls such as the credential never made. */
export const plunder = (credential: string, time: number, from: string): AccessEvent[] =>
  visit(credential, time, from, 19).map((event) => ({ ...event, ...PLUNDER }));

/** Calls from one address, three minutes apart. */
export function visit(credential: string, time: number, from: string, calls: number): AccessEvent[] {
  return Array.from({ length: calls }, (_, i) => {
    const moment = time + i * 3 * MINUTE;
    return makeEvent({
      credential,
      credentialId: credentialIdOf(credential),
      eventId: hexToUuid(createHash('sha256').update(`${credential} ${moment} ${from}`).digest('hex')),
      time: moment,
      sourceIp: from,
      operation: 'GET /users/{userId}',
      client: 'python-requests',
    });
  });
}

/** Office hours from one address on each day from `first` to the one before `after`. */
export function work(credential: string, first: number, after: number): AccessEvent[] {
  const events: AccessEvent[] = [];
  for (let day = first; day < after; day += 1) {
    for (let hour = 8; hour < 18; hour += 1) {
      events.push(...visit(credential, at(day, hour) + day * 1_000, OFFICE, 3 + ((hour * 7 + day) % 4)));
    }
  }
  return events;
}
