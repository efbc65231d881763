import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, toIso } from '../../src/core/time.ts';
import { countHours } from '../../src/monitor/timeline-counter.ts';
import { eventLine, startTestService, type TestService } from '../http/support/service.ts';
import { accessibilityFaults } from './support/axe.ts';
import { type OpenPage, openBrowser, type TestBrowser } from './support/browser.ts';

let service: TestService;
let browser: TestBrowser;
const hour = Math.floor(Date.now() / HOUR) * HOUR;
const base = hour - 48 * HOUR;
const COUNT = 6_000;

const lines = Array.from({ length: COUNT }, (_, i) =>
  eventLine({
    credential: i % 3 === 0 ? 'crm-sync' : 'hr-export',
    // Two days, with a lull of six hours in it.
    time: toIso(base + Math.floor((i / COUNT) * 40 * HOUR) + (i > COUNT / 2 ? 6 * HOUR : 0)),
    status: i % 20 === 0 ? 403 : 200,
    source_ip: i % 50 === 0 ? '203.0.113.9' : '192.0.2.10',
    user_agent: i % 2 === 0 ? 'curl/8.5' : 'python-requests/2.31',
    path: i % 5 === 0 ? '/v2/users' : '/v2/meetings/123',
    id: `browser-${i}`,
  }),
);

beforeAll(async () => {
  service = await startTestService();
  browser = await openBrowser();
  for (let at = 0; at < COUNT; at += 2_000) {
    expect(await (await service.send(lines.slice(at, at + 2_000))).json()).toMatchObject({ accepted: 2_000 });
  }
  while (await countHours(service.store, Date.now())) {
    // The next ones.
  }
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

/** A page where the reader is signed in. */
async function open(address: string, options: Parameters<TestBrowser['open']>[0] = {}): Promise<OpenPage> {
  const opened = await browser.open(options);
  await opened.page.goto(`${service.url}${address}#key=${service.keys.read}`);
  await opened.page.getByRole('heading', { name: 'Timeline' }).waitFor();
  return opened;
}
const settled = async (page: Page, expected: string): Promise<void> => {
  await page.locator('.timeline-count strong', { hasText: new RegExp(`^${expected}$`) }).waitFor();
  await page.locator('.timeline-rows-all .timeline-row:not(.missing)').first().waitFor();
};
const parametersOf = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe('the timeline page', () => {
  it('shows what there is, and says so in words', async () => {
    const { page, complaints } = await open('/timeline');
    await settled(page, '6,000');
    await expect
      .poll(() => page.locator('.timeline-chart .unseen').first().textContent())
      .toMatch(/From .*: 6,000 calls, 300 of them failed\. Most, .*No logs in \d+ stretch/);
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('table').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is filtered by what one types and by what one clicks, and the address says it', async () => {
    const { page } = await open('/timeline');
    await settled(page, '6,000');
    await page.getByRole('combobox').fill('crm');
    await page.getByRole('option', { name: /crm-sync/ }).click();
    await settled(page, '2,000');
    expect(parametersOf(page).getAll('credential')).toEqual(['crm-sync']);
    await page.getByRole('combobox').fill('4xx');
    await page.getByRole('combobox').press('Enter');
    await settled(page, '100');
    await page.locator('.timeline-row .from button', { hasText: '203.0.113.9' }).first().click();
    expect(parametersOf(page).get('source_ip')).toBe('203.0.113.9');
    await settled(page, '20');
    // The same by its address, and back by the history and by Escape.
    const shared = page.url();
    await page.goBack();
    await settled(page, '100');
    await page.keyboard.press('Escape');
    await page.goto(shared);
    await settled(page, '20');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await settled(page, '6,000');
    await page.context().close();
  });

  it('says why nothing is there: hours without logs, or filters that nothing fits', async () => {
    const { page } = await open(`/timeline?from=${toIso(base + 22 * HOUR)}&to=${toIso(base + 24 * HOUR)}`);
    await page.getByText('There are no logs of these hours').waitFor();
    await page.getByRole('button', { name: 'Show all that there is' }).click();
    await settled(page, '6,000');
    await page.goto(`${service.url}/timeline?status=418`);
    await page.getByText('Nothing here fits the filters').waitFor();
    await page.context().close();
  });

  it('zooms by brush, keys and Escape, down to seconds', async () => {
    const { page } = await open(`/timeline?from=${toIso(base)}&to=${toIso(hour)}`);
    await settled(page, '6,000');
    const plot = (await page.locator('.timeline-plot svg').boundingBox())!;
    const at = (share: number): number => plot.x + 112 + (plot.width - 120) * share;
    await page.mouse.move(at(0.25), plot.y + 60);
    await page.mouse.down();
    await page.mouse.move(at(0.4), plot.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(() => Date.parse(parametersOf(page).get('from') ?? ''))
      .toBeGreaterThan(base + 11 * HOUR);
    const width = (): number =>
      Date.parse(parametersOf(page).get('to') ?? '') - Date.parse(parametersOf(page).get('from') ?? '');
    expect(width()).toBeGreaterThan(6 * HOUR);
    expect(width()).toBeLessThan(9 * HOUR);
    const brushed = page.url();
    for (let i = 0; i < 12; i += 1) {
      const before = width();
      await page.keyboard.press('+');
      await expect.poll(width).toBeLessThan(before);
    }
    expect(width()).toBeLessThan(MINUTE);
    await page.getByText('a bar for each second').waitFor();
    for (let i = 0; i < 12; i += 1) await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toBe(brushed);
    await page.keyboard.press('Escape');
    await settled(page, '6,000');
    await page.context().close();
  });

  it('exports exactly what is shown', async () => {
    const { page } = await open(
      `/timeline?from=${toIso(base)}&to=${toIso(hour)}&status=403&credential=hr-export`,
    );
    await settled(page, '200');
    for (const [format, item] of [
      ['csv', 'CSV, for a spreadsheet'],
      ['ndjson', 'NDJSON, for a program'],
    ] as const) {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: item }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`timeline.${format}`);
      const query = new URLSearchParams([...parametersOf(page), ['format', format]]);
      const wanted = await (await service.call(`/v1/timeline?${query}`)).text();
      expect(readFileSync((await download.path())!, 'utf8')).toBe(wanted);
      expect(wanted.trimEnd().split('\n')).toHaveLength(format === 'csv' ? 201 : 200);
      await page.getByText('Exported 200 entries.').waitFor();
    }
    await page.context().close();
  });

  it('is used by keyboard alone', async () => {
    const { page } = await open('/timeline');
    await settled(page, '6,000');
    await page.keyboard.press('/');
    await page.keyboard.type('address: 203.0.113.9');
    await page.keyboard.press('Enter');
    await settled(page, '120');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const chosen = page.locator('.timeline-row[aria-selected="true"]');
    expect(await chosen.count()).toBe(1);
    // Its moment is marked in the chart.
    await page.locator('.timeline-plot .marked').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.waitFor();
    expect(await drawer.textContent()).toContain('203.0.113.9');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('zoom in').waitFor();
    await page.context().close();
  });

  it('keeps views under a name', async () => {
    const { page } = await open('/timeline?status=4xx');
    await settled(page, '300');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: /Save this view/ }).click();
    await page.getByLabel('Name of this view').fill('<i>refused</i>');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.goto(`${service.url}/timeline`);
    await settled(page, '6,000');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: '<i>refused</i>' }).click();
    await settled(page, '300');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to find, in %s', async (colorScheme) => {
    const { page, complaints } = await open('/timeline?status=4xx', { colorScheme });
    await settled(page, '300');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('combobox').fill('cu');
    await page.getByRole('option').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.timeline-rows-all .timeline-row .time').first().click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([360, 3_840])('fits a window %i pixels wide', async (width) => {
    const { page } = await open('/timeline?status=4xx&client=python', { viewport: { width, height: 800 } });
    await page.locator('.timeline-rows-all .timeline-row:not(.missing), .empty').first().waitFor();
    expect(
      await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    ).toBeLessThanOrEqual(0);
    if (width === 360) expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('follows what comes in, while it shows the present', async () => {
    const { page } = await open('/timeline?last=7d');
    await settled(page, '6,000');
    const id = `live-${crypto.randomUUID()}`;
    await expect.poll(() => page.locator('[role=status]', { hasText: 'not live' }).count()).toBe(0);
    await service.send([eventLine({ credential: 'newcomer', time: toIso(Date.now() - 1_000), id })]);
    await page.locator('.timeline-row .credential', { hasText: 'newcomer' }).waitFor({ timeout: 15_000 });
    await page.context().close();
  });
});
