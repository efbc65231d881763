import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSettings } from '../../src/config/describe.ts';
import { ADMIN_KEY, eventLine, startTestService, type TestService } from '../http/support/service.ts';
import { accessibilityFaults } from './support/axe.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

const ADA = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'four quiet herons at dusk' };
const HOSTILE = '<img src=x onerror="document.title=\'owned\'">';
const SLACK_PATH = '/services/T000/B000/secret-of-the-webhook';

let service: TestService;
let browser: TestBrowser;
/** What Slack was sent, and what it answers. */
const slack = { posts: [] as string[], status: 200, body: 'ok' };
const sink = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    slack.posts.push(body);
    response.writeHead(slack.status).end(slack.body);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const slackWebhookUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}${SLACK_PATH}`;
  const described = describeSettings({
    SLACK_WEBHOOK_URL: slackWebhookUrl,
    PORT: '8080',
    TIME_ZONE: 'Europe/Berlin',
  });
  service = await startTestService({}, { slack: { slackWebhookUrl, allowPrivate: true }, described });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
  sink.close();
});

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** The complaints that are not the browser's word on an answer that was meant. */
const unexpected = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !/the server responded with a status of (4|503)/.test(text));

async function signedIn(options: Parameters<TestBrowser['open']>[0] = {}, path = '/settings') {
  const opened = await browser.open(options);
  await opened.page.goto(`${service.url}${path}`);
  await opened.page.getByLabel('E-mail address').fill(ADA.email);
  await opened.page.getByLabel('Password').fill(ADA.password);
  await opened.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await opened.page.getByRole('button', { name: ADA.name, exact: true }).waitFor();
  return opened;
}

describe('the door', () => {
  it('asks for the admin key at the first run, says what is wrong, and lets the first user in', async () => {
    const { page, complaints } = await browser.open();
    await page.goto(`${service.url}/sources`);
    await heading(page, 'Make the first account').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Admin key').fill('not-the-key-not-the-key-not-the-key');
    await page.getByLabel('Your name').fill(ADA.name);
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('The key is unknown, expired or revoked.').waitFor();
    await page.getByLabel('Admin key').fill(ADMIN_KEY);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('A password needs 12 characters or more').waitFor();
    await page.getByLabel('Password').fill(ADA.password);
    await page.getByLabel('Password').press('Enter');
    await heading(page, 'Sources').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sources');
    expect(unexpected(complaints)).toEqual([]);
    await page.context().close();
  });

  it('opens by password at the page that was asked for, and closes by the menu', async () => {
    const { page } = await browser.open();
    await page.goto(`${service.url}/audit?action=user`);
    await page.getByLabel('E-mail address').fill(ADA.email);
    await page.getByLabel('Password').fill('a wrong guess of it');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('do not go together').waitFor();
    await page.getByLabel('Password').fill(ADA.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await heading(page, 'Audit trail').waitFor();
    expect(page.url()).toBe(`${service.url}/audit?action=user`);
    await page.getByRole('button', { name: ADA.name, exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });

  it('opens by a key in the fragment, which leaves the address and the history at once', async () => {
    const { page } = await browser.open();
    await page.goto(`${service.url}/sources#key=${service.keys.read}`);
    await heading(page, 'Sources').waitFor();
    expect(page.url()).toBe(`${service.url}/sources`);
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).not.toContain('zum_');
    await page.reload();
    await heading(page, 'Sources').waitFor();
    await page.context().close();
  });

  it('closes for a session that was ended elsewhere, and opens again at the same page', async () => {
    const { page } = await signedIn({}, '/sources');
    await service.store.pool.query('update session set revoked_at = now() where revoked_at is null');
    await page.waitForTimeout(3_100);
    await page.goto(`${service.url}/sources`);
    await heading(page, 'Sign in').waitFor();
    await page.context().close();
  });

  it('says what an issuer answered, and cleans the address', async () => {
    const { page } = await browser.open();
    await page.goto(`${service.url}/timeline?from=2026-01-01T00%3A00%3A00Z&sign_in=no_role`);
    await page.getByText('have no role here').waitFor();
    expect(page.url()).toBe(`${service.url}/timeline?from=2026-01-01T00%3A00%3A00Z`);
    await page.context().close();
  });
});

describe('Settings', () => {
  it('sends a test message through the real delivery, and says what came of it', async () => {
    const { page } = await signedIn();
    slack.posts.length = 0;
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.getByText('Slack took the message').waitFor();
    expect(slack.posts).toHaveLength(1);
    expect(slack.posts[0]).toContain('sent by Ada Lovelace');
    Object.assign(slack, { status: 404, body: 'no_service' });
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.getByText('Slack answered 404 no_service').waitFor();
    await page.getByText('The webhook was removed or switched off').waitFor();
    expect(await page.content()).not.toContain('secret-of-the-webhook');
    await page.getByText('set, not shown').waitFor();
    await page.getByRole('cell', { name: 'Europe/Berlin' }).waitFor();
    await page.context().close();
  });

  it('adds a user with a hostile name, changes the role, disables; the last admin stays', async () => {
    const { page } = await signedIn();
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name').fill(HOSTILE);
    await page.getByRole('dialog').getByLabel('E-mail address').fill('ben@example.com');
    await page.getByLabel('First password').fill('a lamp beside the harbour');
    await page.getByRole('button', { name: 'Add the user' }).click();
    await page.getByRole('cell', { name: HOSTILE, exact: true }).waitFor();
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await page.getByLabel(`Role of ${HOSTILE}`).selectOption('read');
    await expect
      .poll(
        async () =>
          (await service.store.pool.query(`select role from user_account where email = 'ben@example.com'`))
            .rows[0].role,
      )
      .toBe('read');
    await page.getByRole('button', { name: `Disable ${HOSTILE}` }).click();
    await page.getByRole('button', { name: `Enable ${HOSTILE}` }).waitFor();
    await page.getByLabel(`Role of ${ADA.name}`).selectOption('read');
    await page.getByText('This is the last admin who can sign in').waitFor();
    await page.context().close();
  });

  it('makes a key that is shown once and works, and revokes it', async () => {
    const { page } = await signedIn();
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('gateway');
    await page.getByLabel('Credentials that it may report on').fill('prod-*');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = (await page.getByRole('button', { name: /^zum_/ }).textContent()) ?? '';
    expect((await service.send([eventLine({ credential: 'prod-1' })], '/v1/events', key)).status).toBe(200);
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Revoke the key gateway' }).click();
    await expect.poll(async () => (await service.send([eventLine()], '/v1/events', key)).status).toBe(401);
    await page.context().close();
  });

  it('lists sessions, ends another one, and signs out here', async () => {
    const other = await signedIn({ userAgent: 'Other Browser/1' });
    const { page } = await signedIn();
    const row = page.getByRole('row').filter({ hasText: 'Other Browser/1' });
    await row.getByRole('button', { name: /^End the session/ }).click();
    await row.waitFor({ state: 'detached' });
    await other.page.reload();
    await heading(other.page, 'Sign in').waitFor();
    await page.getByRole('button', { name: 'Sign out here' }).click();
    await heading(page, 'Sign in').waitFor();
    await other.page.context().close();
    await page.context().close();
  });

  it('tries a budget on the history and says what it would have raised', async () => {
    const { page } = await signedIn();
    await page.getByLabel('Budget to try').fill('nonsense');
    expect(await page.getByRole('button', { name: /Try it/ }).isDisabled()).toBe(true);
    await page.getByLabel('Budget to try').fill('1/30d');
    await page.getByRole('button', { name: /Try it/ }).click();
    await page.getByText(/This would have raised \d+ alerts? in the last 90 days/).waitFor();
    await page.getByText('ALERT_BUDGET=1/30d').waitFor();
    await page.context().close();
  });

  it('changes the own password', async () => {
    const { page } = await signedIn();
    await page.getByText('Change your password').click();
    await page.getByLabel('Current password').fill(ADA.password);
    await page.locator('input[autocomplete="new-password"]').fill('seven blue kites in march');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('Your password is changed.').waitFor();
    ADA.password = 'seven blue kites in march';
    await page.context().close();
  });

  it('shows a reader nothing that is not theirs', async () => {
    const { page, complaints } = await browser.open();
    await page.goto(`${service.url}/settings#key=${service.keys.read}`);
    await page.getByText('are shown to admins').waitFor();
    await page.getByText('Trying a budget needs the role respond').waitFor();
    await page.getByRole('cell', { name: /this browser/ }).waitFor();
    expect(await page.getByRole('heading', { name: 'Users' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('Sources', () => {
  it('shows a source as soon as it sends, its gaps, and why lines were rejected', async () => {
    const key = await service.makeKey({ role: 'ingest', name: 'edge' });
    const HOUR = 3_600_000;
    const lines = [1, 2, 5].map((hours) =>
      eventLine({ time: new Date(Date.now() - hours * HOUR).toISOString() }),
    );
    await service.send(
      [...lines, `${HOSTILE} token=abcdefghijklmnopqrstuvwx`, '{"credential":"x"}'],
      '/v1/events',
      key,
    );
    const { page } = await signedIn({}, '/sources');
    const source = page.getByRole('listitem').filter({ has: heading(page, 'edge') });
    await source.getByText('sends').waitFor();
    await source
      .getByRole('img', { name: /Events of edge in each of the last 168 hours; 164 hours are without logs/ })
      .waitFor();
    await source.getByRole('button', { name: 'Table' }).click();
    expect(await source.getByRole('cell', { name: 'no logs' }).count()).toBe(164);
    await source.getByRole('button', { name: /2 in 7 days/ }).click();
    await source.getByText(HOSTILE).waitFor();
    expect(await page.title()).not.toBe('owned');
    expect(await page.content()).not.toContain('abcdefghijklmnopqrstuvwx');
    await page.context().close();
  });

  it('tells how to connect one, with this address filled in', async () => {
    const { page } = await signedIn({}, '/sources');
    await page
      .getByLabel('What sends the log')
      .selectOption({ label: 'nginx or another proxy, shipped by Vector' });
    await page.getByText(`uri = "${service.url}/v1/events"`).waitFor();
    await page.context().close();
  });
});

describe('the audit trail', () => {
  it('is filtered by the address, pages on, and writes what strangers wrote as text', async () => {
    const { page } = await signedIn({}, '/audit');
    await page.getByRole('cell', { name: 'made an API key' }).first().waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await page.getByLabel('Kind').selectOption('slack');
    await expect.poll(() => page.url()).toContain('action=slack');
    await expect.poll(() => page.getByRole('cell', { name: 'sent a test message to Slack' }).count()).toBe(2);
    await page.getByLabel('Who').fill('100%_nobody');
    await page.getByLabel('Who').press('Enter');
    await page.getByText('Nothing fits this filter.').waitFor();
    await service.store.pool.query(
      `insert into audit select gen_random_uuid(), now() - n * interval '1 minute', 'crowd (1)', 'alert.changed', 'alert:' || gen_random_uuid(), '{}' from generate_series(1, 120) n`,
    );
    await page.goto(`${service.url}/audit?actor=crowd`);
    const rows = page.getByRole('row');
    await expect.poll(() => rows.count()).toBe(51);
    for (const all of [101, 121]) {
      await page.getByRole('button', { name: 'Show older entries' }).click();
      await expect.poll(() => rows.count()).toBe(all);
    }
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(['/settings', '/sources', '/audit'])(
    '%s has no fault that axe finds, wide or narrow',
    async (path) => {
      const { page, complaints } = await signedIn({ colorScheme }, path);
      await page.waitForTimeout(500);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(unexpected(complaints)).toEqual([]);
      await page.context().close();
    },
  );
});
