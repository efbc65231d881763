import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slackMessage } from '../../src/notify/slack.ts';
import { postToSlack, retryAfterMs, type SlackOutcome } from '../../src/notify/slack-delivery.ts';
import { FIRST_EVENT, finding } from './support/alerts.ts';
import {
  type Answer,
  type SlackStandIn,
  startSlackStandIn,
  WEBHOOK_SECRET,
} from './support/slack-stand-in.ts';

const payload = slackMessage(
  { alertId: 'a-1', finding: finding(), label: null, owner: null, told: null, queuedAt: FIRST_EVENT },
  { now: FIRST_EVENT },
);

let slack: SlackStandIn;
beforeAll(async () => {
  slack = await startSlackStandIn();
});
afterAll(() => slack.close());

async function post(answer: Answer): Promise<SlackOutcome> {
  slack.script(answer);
  const outcome = await postToSlack(slack.webhookUrl, payload, { allowPrivate: true, timeoutMs: 400 });
  expect(JSON.stringify(outcome)).not.toContain('cCcC');
  return outcome;
}

describe('postToSlack', () => {
  it('sends the payload as JSON', async () => {
    expect(await post({ status: 200, body: 'ok' })).toEqual({ kind: 'delivered' });
    expect(slack.posts.at(-1)?.payload).toEqual(JSON.parse(JSON.stringify(payload)));
    expect(slack.posts.at(-1)?.path).toBe(`/services/${WEBHOOK_SECRET}`);
  });

  it.each([500, 502, 503, 504, 408])('tries again after %i', async (status) => {
    expect(await post({ status })).toMatchObject({ kind: 'retry', afterMs: null });
  });

  it.each<[string, Answer]>([
    ['a hang', 'hang'],
    ['a cut connection', 'cut'],
  ])('tries again after %s', async (_what, answer) => {
    expect(await post(answer)).toMatchObject({ kind: 'retry', afterMs: null });
  });

  it('waits as long as Slack asks', async () => {
    expect(await post({ status: 429, headers: { 'retry-after': '30' } })).toMatchObject({
      kind: 'retry',
      afterMs: 30_000,
    });
    expect(await post({ status: 503, headers: { 'retry-after': '120' } })).toMatchObject({
      afterMs: 120_000,
    });
    expect(await post({ status: 429 })).toMatchObject({ kind: 'retry', afterMs: 30_000 });
  });

  it.each<[number, string, RegExp]>([
    [404, 'no_service', /removed or switched off.*new incoming webhook/u],
    [410, 'channel_is_archived', /archived/u],
    [403, 'action_prohibited', /administrator/u],
    [400, 'invalid_payload', /list of alerts/u],
    [404, '', /not there any more/u],
    [401, '', /does not accept messages/u],
    [302, '', /redirect/u],
  ])('gives up on %i %s and says what to do', async (status, body, advice) => {
    const outcome = await post({ status, body });
    expect(outcome.kind).toBe('refused');
    if (outcome.kind === 'refused') {
      expect(outcome.advice).toMatch(advice);
      expect(outcome.error).toBe(`Slack answered ${status}${body === '' ? '' : ` ${body}`}`);
    }
  });

  it('quotes nothing of an answer that is not one of the words of Slack', async () => {
    const body = `<html>you asked for /services/${WEBHOOK_SECRET}</html>`;
    expect(await post({ status: 404, body })).toMatchObject({ error: 'Slack answered 404' });
  });

  it('takes the status line for an answer even when the rest does not come', async () => {
    expect(await post({ status: 200, headers: { 'content-length': '10' }, body: 'ok' })).toEqual({
      kind: 'delivered',
    });
  });

  it('sends nothing to an address inside, and tells the operator', async () => {
    const outcome = await postToSlack('https://hooks.example.com/services/T/B/cCcC', payload, {
      lookup: async () => [{ address: '10.0.0.1', family: 4 }],
    });
    expect(outcome).toMatchObject({ kind: 'retry', advice: expect.stringContaining('SLACK_WEBHOOK_URL') });
    expect(JSON.stringify(outcome)).not.toContain('cCcC');
  });

  it('refuses an address that is none', async () => {
    const outcome = await postToSlack('hooks.example.com/services/T/B/cCcC', payload);
    expect(outcome.kind).toBe('refused');
    expect(JSON.stringify(outcome)).not.toContain('cCcC');
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 10, 24, 3, 0, 0);

  it('reads seconds and HTTP dates', () => {
    expect(retryAfterMs('0', now)).toBe(0);
    expect(retryAfterMs(' 7 ', now)).toBe(7_000);
    expect(retryAfterMs('Tue, 24 Nov 2026 03:02:00 GMT', now)).toBe(120_000);
    expect(retryAfterMs('Tue, 24 Nov 2026 02:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs(['5', '9'], now)).toBe(5_000);
  });

  it('makes nothing of nothing', () => {
    expect(retryAfterMs(undefined, now)).toBeNull();
    expect(retryAfterMs('', now)).toBeNull();
    expect(retryAfterMs('soon', now)).toBeNull();
  });

  it('never waits less than nothing or more than a day', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (value) => {
          const wait = retryAfterMs(value, now);
          if (wait !== null) {
            expect(wait).toBeGreaterThanOrEqual(0);
            expect(wait).toBeLessThanOrEqual(86_400_000);
          }
        },
      ),
    );
  });
});
