import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';
import type { Webhook } from './load.ts';

const PEOPLE = 3;

/** People who sign in on office days from one place, and in the last night one of them from elsewhere, again and again. */
export function signIns(first: number, days: number): Webhook[] {
  const found: Webhook[] = [];
  const add = (person: number, time: number, address: string): void => {
    const object = {
      email: `person-${person}@example.com`,
      client_type: 'Zoom Mac',
      version: '6.1.0',
      public_ip: address,
    };
    const payload = { account_id: 'crash-account', object };
    found.push({ time, body: JSON.stringify({ event: 'user.signed_in', event_ts: time, payload }) });
  };
  for (let day = 0; day < days; day += 1) {
    for (let person = 0; person < PEOPLE; person += 1) {
      for (let hour = 9; hour < 12; hour += 1) {
        add(person, first + day * DAY + hour * HOUR + person * MINUTE, `198.51.100.${10 + person}`);
      }
    }
  }
  const night = first + (days - 1) * DAY + 2 * HOUR;
  for (let call = 0; call < 40; call += 1) add(0, night + call * MINUTE, '203.0.113.66');
  return found.sort((a, b) => a.time - b.time);
}
