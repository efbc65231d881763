import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../browser/support/axe.ts';
import { openBrowser, type TestBrowser } from '../browser/support/browser.ts';

const TOOL = join(import.meta.dirname, '..', '..', 'dist', 'src', 'main.js');
const ADA = { name: 'Ada', email: 'ada@example.com', password: 'three tired otters at dawn' };

/* The demonstration as a newcomer starts it, and everything that a responder does with it, in one sitting. */
let data: string;
let demo: ChildProcess;
let address: string;
let browser: TestBrowser;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'zoom-monitor-pages-'));
  demo = spawn(process.execPath, [TOOL, 'demo'], {
    env: { PATH: process.env['PATH'], DATA_DIR: data, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  address = await new Promise((resolve, reject) => {
    let said = '';
    demo.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const open = /Open (http[^\s#]+?)\/?(?:#\S*)? to see it/.exec(said)?.[1];
      if (open !== undefined) resolve(open);
    });
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
  browser = await openBrowser();
  ({ page, complaints } = await browser.open());
});

afterAll(async () => {
  await browser?.close();
  demo.kill('SIGINT');
  if (demo.exitCode === null) await once(demo, 'exit');
  rmSync(data, { recursive: true, force: true });
});

const gone = () => page.locator('dialog').waitFor({ state: 'detached' });

it('makes the first account with the admin key, signs out, and signs in by password', async () => {
  await page.goto(`${address}/`);
  await page.getByLabel('Admin key').fill(readFileSync(join(data, 'demo', 'admin-key'), 'utf8').trim());
  await page.getByLabel('Your name').fill(ADA.name);
  await page.getByLabel('E-mail address').fill(ADA.email);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
  await page.getByRole('button', { name: /^Ada/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail address').fill(ADA.email);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
});

it('reads the incident of the leak: who, from where, how unusual, what it touched', async () => {
  await page.locator('.incident-line').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/alerts/*');
  await page.getByRole('heading', { level: 1, name: /was used from a network it has never used/ }).waitFor();
  await page.getByText(/is expected once in more than [\d,]+ years/).waitFor();
  await page.getByRole('img', { name: /^Calls by hour beside the band/ }).waitFor();
  await page.locator('.network-tree .stranger').first().waitFor();
});

it('marks it as expected once, and opens it again', async () => {
  await page.keyboard.press('e');
  await page.getByRole('radio', { name: /This once/ }).check();
  await page.getByRole('button', { name: 'Mark as expected' }).click();
  await gone();
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('button', { name: /^Open again/ }).click();
  await page.getByRole('button', { name: /^Acknowledge/ }).waitFor();
});

it('declares a change of the credential', async () => {
  await page.getByRole('main').getByRole('link').first().click();
  await page.waitForURL('**/credentials/*');
  await page.getByRole('button', { name: /^Declare a change/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Network').fill('192.0.2.0/24');
  await dialog.getByLabel('Reason').fill('A new office');
  await dialog.getByRole('button', { name: 'Declare it' }).click();
  await gone();
  await page.getByText('A new office').first().waitFor();
});

it('filters the timeline to the thief and exports just that', async () => {
  await page.goto(`${address}/timeline?source_ip=203.0.113.66`);
  await page.getByText(/entries, the newest first/).waitFor();
  const shown = Number(
    (await page
      .locator('strong', { hasText: /^[\d,]+$/ })
      .first()
      .textContent())!.replace(/,/g, ''),
  );
  expect(shown).toBeGreaterThan(100);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'NDJSON, for a program' }).click(),
  ]);
  const lines = readFileSync((await download.path())!, 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(shown);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ source_ip: '203.0.113.66' });
});

it('replays a budget on the history', async () => {
  await page.goto(`${address}/settings`);
  await page.getByLabel('Budget to try').fill('1/30d');
  await page.getByRole('button', { name: /Try it/ }).click();
  await page
    .getByText(/This would have raised [1-9]\d* alerts? in the last 90 days/)
    .waitFor({ timeout: 120_000 });
});

it.each(['light', 'dark'] as const)('has no page that axe finds fault with, in %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  const alert = await page.evaluate(`fetch('/v1/alerts?limit=1').then((answer) => answer.json())`);
  const [{ id, credential_id: credential }] = (alert as { alerts: { id: string; credential_id: string }[] })
    .alerts as [{ id: string; credential_id: string }];
  for (const path of [
    '/',
    `/alerts/${id}`,
    '/credentials',
    `/credentials/${credential}`,
    '/timeline',
    '/sources',
    '/settings',
    '/audit',
  ]) {
    await page.goto(`${address}${path}`);
    await page.locator('.page > *').first().waitFor();
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    expect(await accessibilityFaults(page), path).toEqual([]);
  }
  expect(complaints).toEqual([]);
});
