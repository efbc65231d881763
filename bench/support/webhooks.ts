import { createHmac } from 'node:crypto';
import { Random } from '../../src/scenario/random.ts';

/** A request to `POST /v1/webhooks/zoom`, signed before the clock runs. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const PEOPLE = 200;
const ACCOUNT = 'Rk3vT9qWQeOa7LxZ2mBnYg';

/** Deliveries of one Zoom account as Zoom writes and signs them: half of them done by somebody, half by meetings. */
export function makeDeliveries(seed: string, count: number, secret: string): Delivery[] {
  const random = new Random(`bench/webhooks/${seed}`);
  const now = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const body = Buffer.from(JSON.stringify(makeBody(i, now, random)));
    const timestamp = String(Math.floor(now / 1_000));
    const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
    return {
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': `v0=${mac}`,
      },
    };
  });
}

/** As in developers.zoom.us/docs/api/rest/webhook-reference; addresses are for documentation. */
function makeBody(index: number, now: number, random: Random): object {
  const person = random.integer(1, PEOPLE);
  const email = `person${person}@example.com`;
  const host = { host_id: `hostOf${String(person).padStart(16, '0')}`, account_id: ACCOUNT };
  const meeting = {
    id: String(80_000_000_000 + random.integer(0, 1e9)),
    uuid: `${random.uint32().toString(36)}${random.uint32().toString(36)}==`,
    topic: 'Weekly planning',
    type: 2,
    start_time: new Date(now).toISOString(),
    duration: 30,
    timezone: 'Europe/Berlin',
  };
  const event_ts = now - random.integer(0, 30_000);
  if (index % 2 === 1) {
    return {
      event: 'meeting.participant_joined',
      event_ts,
      payload: {
        account_id: ACCOUNT,
        object: {
          ...meeting,
          host_id: host.host_id,
          participant: {
            user_id: String(random.uint32()),
            user_name: 'A participant',
            participant_uuid: `${random.uint32().toString(16)}-${index}`,
            join_time: new Date(event_ts).toISOString(),
            email,
            public_ip: `203.0.113.${random.integer(1, 254)}`,
          },
        },
      },
    };
  }
  const event = random.pick(['meeting.created', 'meeting.updated', 'user.updated', 'recording.completed']);
  return {
    event,
    event_ts,
    payload: {
      account_id: ACCOUNT,
      operator: email,
      operator_id: host.host_id,
      operation: 'single',
      object: { ...meeting, ...host, join_url: `https://example.zoom.us/j/${meeting.id}`, index },
    },
  };
}
