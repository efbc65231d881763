import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_KEY, eventLine, startTestService, type TestService } from './support/service.ts';

const WEBHOOK_TOKEN = 'webhook-secret-token-qU7xT2mZ';
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ webhookTokens: [{ app: null, token: WEBHOOK_TOKEN }] });
});
afterAll(() => service.close());

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** An access token as Zoom makes them. Its tail is what must not be seen anywhere. */
const TAIL = 'Zq8vT1rXw3LmP0aYc5dE7fGhJ2kN4sB6uQ9';
const TOKEN = `${part({ alg: 'HS512', kid: 'x' })}.${part({ uid: 'u', aud: 'https://oauth.zoom.us', iss: 'zm:cid:clientIdOfTheApp12345', exp: 1 })}.${TAIL}`;
/** A client secret, a passcode, a Slack token: each in a form that gives it away. */
const SECRETS = [TAIL, 'cLiEnTsEcReT5h8K2pQ9vX4zW7yB1nM6', 'p4sscode-xyz', 'xoxb-1234567890-abcdefghijkl'];
const [, CLIENT_SECRET = '', PASSCODE = '', SLACK = ''] = SECRETS;

/** Every row of every table, as text. */
async function wholeDatabase(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(service.store.db);
  const contents = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(
        service.store.db,
      );
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return contents.join('\n');
}

it('a secret in any field or place reaches no answer, no log and no table', async () => {
  const answers: string[] = [];
  const seen = async (answer: Response): Promise<void> => {
    answers.push(await answer.text(), JSON.stringify([...answer.headers]));
  };
  const json = { 'content-type': 'application/json' };

  const secretFields = Object.fromEntries(
    [
      'path',
      'host',
      'user_agent',
      'id',
      'tracking_id',
      'account_id',
      'source',
      'source_ip',
      'method',
      'ratelimit_type',
      'unknown',
      'referer',
    ].map((field) => [field, `/x?access_token=${TOKEN}&passcode=${PASSCODE}`]),
  );
  await seen(await service.send([eventLine({ ...secretFields, credential: 'careless' })]));
  for (const [field, value] of Object.entries(secretFields)) {
    await seen(await service.send([eventLine({ credential: `careless-${field}`, [field]: value })]));
  }
  await seen(await service.send([eventLine({ credential: undefined, authorization: `Bearer ${TOKEN}` })]));
  await seen(await service.send([eventLine({ credential: TOKEN })]));
  await seen(
    await service.send([
      eventLine({
        credential: undefined,
        authorization: `Basic ${Buffer.from(`careless-id:${CLIENT_SECRET}`).toString('base64')}`,
      }),
    ]),
  );
  await seen(
    await service.send([
      eventLine({
        credential: 'nested',
        deep: { client_secret: CLIENT_SECRET, list: [{ passcode: PASSCODE }, SLACK] },
      }),
    ]),
  );
  await seen(
    await service.send([
      `{"time": broken, "authorization": "Bearer ${TOKEN}", "passcode":"${PASSCODE}" ${SLACK}`,
    ]),
  );
  await seen(await service.send(['x'], `/v1/events?source=${encodeURIComponent(SLACK)}`));
  await seen(await service.send(['x'], `/v1/events?credential=${TOKEN}`));
  await seen(await service.send(['x'], `/v1/events?map=${TOKEN}`));
  await seen(await service.send(['x'], `/v1/events?access_token=${TOKEN}`));
  await seen(await service.send(['x'], `/v1/events?${TOKEN}=1`));

  const { read: ownKey } = service.keys;
  await seen(
    await service.send([
      eventLine({ credential: 'own', user_agent: `curl ${ownKey}`, path: `/v2/${ownKey}` }),
    ]),
  );
  await seen(await service.call(`/v1/alerts?key=${ownKey}&${ownKey}=1`));

  await seen(await service.call('/v1/alerts', { key: TOKEN }));
  await seen(await service.call(`/v1/alerts?cursor=${SLACK}`));
  await seen(await service.call(`/v1/alerts/${TOKEN}`));
  await seen(await service.call(`/v1/credentials/${encodeURIComponent(`Bearer ${TOKEN}`)}`));
  await seen(await service.call(`/v1/nowhere/${TOKEN}?token=${TOKEN}`, { key: null }));
  await seen(
    await service.call('/v1/keys', {
      key: ADMIN_KEY,
      method: 'POST',
      headers: json,
      body: JSON.stringify({ name: `for ${SLACK}`, role: 'read' }),
    }),
  );
  await seen(
    await service.call('/v1/keys', {
      key: ADMIN_KEY,
      method: 'POST',
      headers: json,
      body: JSON.stringify({ [SLACK]: 1 }),
    }),
  );

  const body = JSON.stringify({
    event: 'recording.completed',
    event_ts: Date.now(),
    download_token: TOKEN,
    payload: {
      account_id: 'a',
      operator: 'kim@example.com',
      object: { password: PASSCODE, share_url: `https://zoom.us/rec/share/${TAIL}`, topic: SLACK },
    },
  });
  for (const delivery of [body, `broken ${body}`]) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', WEBHOOK_TOKEN).update(`v0:${timestamp}:${delivery}`).digest('hex');
    await seen(
      await service.call('/v1/webhooks/zoom', {
        key: null,
        method: 'POST',
        headers: {
          authorization: PASSCODE,
          clientid: TOKEN,
          'x-zm-request-timestamp': timestamp,
          'x-zm-signature': `v0=${signature}`,
        },
        body: delivery,
      }),
    );
  }

  for (const path of [
    '/v1/timeline?limit=1000',
    '/v1/credentials',
    '/v1/rejections',
    '/v1/notices',
    '/v1/keys',
    '/metrics',
  ]) {
    await seen(await service.call(path, { key: ADMIN_KEY }));
  }
  const places = { answers: answers.join('\n'), log: service.logged(), database: await wholeDatabase() };
  // The places are not empty: what is no secret is there.
  expect(places.answers).toContain('careless');
  expect(places.log.split('\n').length).toBeGreaterThan(30);
  expect(places.database).toContain('clientIdOfTheApp12345');
  for (const [place, text] of Object.entries(places)) {
    for (const secret of [...SECRETS, TOKEN, ADMIN_KEY, WEBHOOK_TOKEN, ...Object.values(service.keys)]) {
      const at = text.indexOf(secret);
      expect(at === -1 ? '' : `${place}: ${text.slice(Math.max(0, at - 100), at + secret.length)}`).toBe('');
    }
  }
});
