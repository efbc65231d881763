import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES, SIGNALS } from '../../src/core/alert.ts';
import { type AlertToTell, type SlackPayload, slackMessage } from '../../src/notify/slack.ts';
import { SLACK_LIMITS } from '../../src/notify/slack-text.ts';
import type { TimedReceipt } from '../../src/store/deliveries.ts';
import { FIRST_EVENT, finding } from './support/alerts.ts';

const ALERT_ID = '0d9e2f0e-7d3c-4c39-8d3a-6a8a3bb6ef40';
const NOW = FIRST_EVENT + 40 * 60_000;

function alert(changes: Partial<AlertToTell> = {}): AlertToTell {
  return {
    alertId: ALERT_ID,
    finding: finding(),
    label: 'CRM sync',
    owner: null,
    told: null,
    queuedAt: NOW - 1_000,
    ...changes,
  };
}

interface TextObject {
  readonly type: string;
  readonly text: string;
}

function texts(payload: SlackPayload): TextObject[] {
  return payload.blocks.flatMap((block): TextObject[] => {
    if (block.type === 'divider') return [];
    if (block.type === 'context') return [...block.elements];
    if (block.type === 'header') return [block.text];
    return block.text === undefined ? [...(block.fields ?? [])] : [block.text];
  });
}

const all = (payload: SlackPayload): string =>
  texts(payload)
    .map(({ text }) => text)
    .join('\n');

describe('slackMessage', () => {
  it('answers what, from where, how unusual, what it touched, since when, still going on', () => {
    const payload = slackMessage(alert(), { now: NOW, publicUrl: 'https://monitor.example.com/z/' });
    expect(all(payload)).toMatchInlineSnapshot(`
      "▲ High: unusual use of CRM sync
      "CRM sync" was used from a network it has never used, at an hour it sleeps, to list cloud recordings.
      214 calls since Tue 24 Nov 2026 03:12 UTC (40 minutes ago), still going on.
      Credential: crm-sync-key (CRM sync)
      Owner: not recorded
      From: 203.0.113.9
      Called: GET /users/{userId}/recordings
      *Why this was raised*
      In all as unlikely as 28 heads in a row from a coin (28.1 bits); 18.1 bits raise an alert, for a budget of at most 1 false alarm per credential in 365 days.
      Unfamiliar network, 72 % of the evidence. In 61 days and 41,200 calls it came only from two addresses of 192.0.2.0/24. Seen: 203.0.113.9. Usual: 192.0.2.0/24.
      Unusual hour, 28 % of the evidence. It is active at this hour of a Tuesday in 0.4 % of weeks. Seen: Tuesday 03:00. Usual: 08:00 to 18:00.
      Would be silent if 203.0.113.0/24 were an expected network.
      *What to do now*
      1. Ask who runs this integration whether this was them.
      2. If it was, mark the alert as expected (this once, this network or this schedule), and it stays quiet.
      3. If it was not, or nobody can say: in the Zoom App Marketplace (Manage, the app, App Credentials) make a new secret and give it to the integration; if it is still going on, deactivate the app first.
      4. Then read what was called (the evidence of the alert), and keep it.
      <https://monitor.example.com/z/alerts/0d9e2f0e-7d3c-4c39-8d3a-6a8a3bb6ef40|Open this alert>
      Alert 0d9e2f0e-7d3c-4c39-8d3a-6a8a3bb6ef40"
    `);
    expect(payload.text).toBe(
      '▲ High: unusual use of CRM sync. 214 calls since Tue 24 Nov 2026 03:12 UTC (40 minutes ago), still going on. ' +
        `Alert ${ALERT_ID}`,
    );
  });

  it('says when it has stopped', () => {
    const message = all(slackMessage(alert(), { now: FIRST_EVENT + 5 * 3_600_000 }));
    expect(message).not.toContain('ago), still going on');
    expect(message).toContain('last call Tue 24 Nov 2026 03:50 UTC (4 hours ago), none seen since');
  });

  it('says what is new of an alert that has grown', () => {
    const told: TimedReceipt = {
      at: new Date(FIRST_EVENT + 120_000),
      reason: 'raised',
      severity: 'medium',
      signals: ['unfamiliar_network'],
      eventCount: 20,
      scoreBits: 20,
      sourceIps: ['198.51.100.7'],
      operations: ['GET /users/{userId}/recordings'],
    };
    const payload = slackMessage(alert({ told }), { now: NOW });
    expect(texts(payload)[0]?.text).toBe('▲ High: more on CRM sync');
    expect(texts(payload)[1]?.text).toBe(
      [
        'New since the last message (Tue 24 Nov 2026 03:14 UTC):',
        '• the severity went from ◆ Medium to ▲ High',
        '• another kind of evidence, unusual hour: It is active at this hour of a Tuesday in 0.4 % of weeks.',
        '• 194 more calls',
        '• from new addresses: 203.0.113.9',
      ].join('\n'),
    );
  });

  it('says when it was held up, and when the logs came late', () => {
    const late = slackMessage(
      alert({ queuedAt: NOW - 2 * 3_600_000, finding: finding({ lateBySeconds: 7_200 }) }),
      { now: NOW },
    );
    expect(all(late)).toContain('waited 2 hours for Slack');
    expect(all(late)).toContain('Its logs arrived 2 hours late');
    expect(all(slackMessage(alert(), { now: NOW }))).not.toMatch(/waited|late/u);
  });

  it('tells what to do by the kind of credential', () => {
    const app = all(slackMessage(alert({ owner: 'Ada' }), { now: NOW }));
    expect(app).toContain('Ask Ada whether this was them.');
    expect(app).toContain('make a new secret');
    const person = all(
      slackMessage(alert({ finding: finding({ credential: 'ada@example.com' }) }), { now: NOW }),
    );
    expect(person).toContain('reset the password');
  });

  it('names every severity by a word and a shape of its own', () => {
    const titles = SEVERITIES.map(
      (severity) =>
        texts(slackMessage(alert({ finding: finding({ severity }) }), { now: NOW }))[0]?.text ?? '',
    );
    expect(new Set(titles.map((title) => title[0])).size).toBe(SEVERITIES.length);
    titles.forEach((title, index) => {
      expect(title.toLowerCase()).toContain(SEVERITIES[index]);
    });
  });

  it('has no link without PUBLIC_URL, and one that nothing can break out of with it', () => {
    expect(JSON.stringify(slackMessage(alert(), { now: NOW }))).not.toContain('<');
    const payload = slackMessage(alert(), { now: NOW, publicUrl: 'https://monitor.example.com/a|b>?q=<x>' });
    const links = texts(payload).filter(({ text }) => text.includes('<'));
    expect(links).toHaveLength(1);
    expect(links[0]?.text).toMatch(/^<https:\/\/monitor\.example\.com\/[^<>|]*\|Open this alert>$/u);
  });
});

/** What an attacker would like to see come alive in a channel. */
const NASTY = [
  '<!channel>',
  '<!here|here>',
  '<@U012AB3CD>',
  '<https://evil.example.com|Reset your password>',
  'https://evil.example.com',
  '`code` *bold* _it_ ~no~',
  '```',
  '@channel @everyone',
  '\u202Egnp.exe',
  '\u2066x\u2069',
  'a\u0000b\u001b[31mc\u0007',
  'x\u200b\u200d\ufeff',
  '\u{E0041}\u{E0042}',
  '\ud800',
  '&lt;!channel&gt;',
  '|',
  '>',
  '<',
  '&',
  '\r\n\n\u2028',
  'é'.repeat(50),
  '🦊'.repeat(40),
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 })), {
    maxLength: 300,
  })
  .map((parts) => parts.join(' '));

const hostileAlert = fc
  .record({
    credential: hostile,
    label: fc.option(hostile),
    owner: fc.option(hostile),
    explanation: hostile,
    counterfactual: hostile,
    budget: hostile,
    sourceIps: fc.array(hostile, { maxLength: 8 }),
    operations: fc.array(hostile, { maxLength: 8 }),
    signals: fc.array(
      fc.record({
        signal: fc.constantFrom(...SIGNALS),
        bits: fc.double({ min: 0, max: 500, noNaN: true }),
        observed: hostile,
        expected: hostile,
        summary: hostile,
        inputs: fc.constant({}),
      }),
      { maxLength: 20 },
    ),
    severity: fc.constantFrom(...SEVERITIES),
    eventCount: fc.nat(),
    grown: fc.boolean(),
  })
  .map(({ label, owner, grown, ...rest }) =>
    alert({
      label,
      owner,
      finding: finding(rest),
      told: grown
        ? {
            at: new Date(FIRST_EVENT),
            reason: 'raised',
            severity: 'low',
            signals: [],
            eventCount: 0,
            scoreBits: 0,
            sourceIps: [],
            operations: [],
          }
        : null,
    }),
  );

describe('slackMessage of what an attacker wrote', () => {
  const sent = (told: AlertToTell) =>
    slackMessage(told, { now: NOW, publicUrl: 'https://monitor.example.com' });

  it('keeps within the limits of Slack', () => {
    fc.assert(
      fc.property(hostileAlert, (told) => {
        const payload = sent(told);
        expect(payload.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
        let total = 0;
        for (const block of payload.blocks) {
          if (block.type === 'header')
            expect(block.text.text.length).toBeLessThanOrEqual(SLACK_LIMITS.header);
          if (block.type === 'section') {
            for (const field of block.fields ?? []) {
              expect(field.text.length).toBeLessThanOrEqual(SLACK_LIMITS.field);
            }
            expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10);
          }
        }
        for (const { text } of texts(payload)) {
          expect(text.length).toBeLessThanOrEqual(SLACK_LIMITS.section);
          expect(text.trim().length).toBeGreaterThan(0);
          total += text.length;
        }
        expect(total + payload.text.length).toBeLessThan(SLACK_LIMITS.total);
      }),
    );
  });

  it('lets nothing of it be markup, a mention, a link or invisible', () => {
    fc.assert(
      fc.property(hostileAlert, (told) => {
        const payload = sent(told);
        for (const { type, text } of texts(payload)) {
          if (type === 'mrkdwn') {
            expect([
              '*Why this was raised*',
              '*What to do now*',
              `<https://monitor.example.com/alerts/${ALERT_ID}|Open this alert>`,
            ]).toContain(text);
            continue;
          }
          expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/u);
          expect(text).not.toMatch(/[^\P{C}\n]/u);
        }
        expect(payload.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|[^\P{C}]/u);
        expect(payload.parse).toBe('none');
        expect(payload.mrkdwn).toBe(false);
      }),
    );
  });

  it('always carries the id of the alert', () => {
    fc.assert(
      fc.property(hostileAlert, (told) => {
        const payload = sent(told);
        expect(all(payload)).toContain(`Alert ${ALERT_ID}`);
        expect(payload.text).toContain(ALERT_ID);
      }),
    );
  });
});
