import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './support/axe.ts';
import {
  HOSTILE,
  type IncidentService,
  STRANGER,
  startIncidentService,
  wasHurt,
  widthOf,
} from './support/incident-service.ts';

let service: IncidentService;
beforeAll(async () => {
  service = await startIncidentService();
});
afterAll(() => service.close());

type Alert = { status: string; disposition: string | null; expectations: Record<string, unknown>[] };
const decide = (body: unknown): Promise<Response> =>
  service.call(`/v1/alerts/${service.alertId}`, {
    key: service.keys.respond,
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const stored = async (): Promise<Alert> =>
  (await (await service.call(`/v1/alerts/${service.alertId}`)).json()) as Alert;
afterEach(() => decide({ status: 'open', disposition: null }));

const open = (options: Parameters<IncidentService['open']>[1] = {}) =>
  service.open(`/alerts/${service.alertId}`, options);
const gone = (page: Page) => page.locator('dialog').waitFor({ state: 'detached' });

describe('an incident', () => {
  it('says what happened first, then shows observed beside expected, and what could not be seen', async () => {
    const { page, complaints } = await open();
    const heading = page.getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toMatch(/was used from .* to list cloud recordings/);
    await page.getByText(/expected once in .* of this credential/).waitFor();
    await page.getByText('Each bit halves the odds').waitFor();
    await page.getByRole('img', { name: /^Calls by hour beside the band/ }).waitFor();
    await page.getByRole('img', { name: /^Share of its activity in each hour of the week/ }).waitFor();
    expect(await page.locator('.heat-map rect.marked').count()).toBeGreaterThan(0);
    const tree = page.locator('.network-tree');
    expect(await tree.locator('li .stranger', { hasText: STRANGER }).count()).toBe(1);
    expect(await tree.locator('li > div:not(.stranger)', { hasText: '198.51.100.10' }).count()).toBe(1);
    await page.getByRole('region', { name: 'Operations' }).getByText('takes data').first().waitFor();
    await page.getByText('a shared or stolen token would not show').waitFor();
    await page.getByText('Whose address is it').or(page.getByText('Which operation')).first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('gives the figures of a chart as a table', async () => {
    const { page } = await open();
    const chart = page.locator('figure', { hasText: 'Calls by hour' });
    await chart.getByRole('button', { name: 'Table' }).click();
    await chart.getByRole('row', { name: /40 40/ }).waitFor();
    await page.context().close();
  });

  it('shows the evidence, filters it, and saves all of it', async () => {
    const { page } = await open();
    const evidence = page.getByRole('region', { name: /^Evidence/ });
    await evidence.getByRole('row').nth(40).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no such call');
    await evidence.getByText('None of those that are loaded.').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(STRANGER);
    await evidence.getByText('40 of the 40 that are loaded').waitFor();
    for (const [name, lines] of [
      ['All of it as CSV', 41],
      ['All of it as NDJSON', 40],
    ] as const) {
      await evidence.getByRole('button', { name: /^Export/ }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      expect(text.trimEnd().split('\n')).toHaveLength(lines);
    }
    const timeline = await evidence.getByRole('link', { name: 'Open in the timeline' }).getAttribute('href');
    expect(timeline).toContain(encodeURIComponent(STRANGER));
    await page.context().close();
  });

  it('is decided by keyboard alone: acknowledged, then expected for its network until a day', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^Acknowledge/ }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: /^Acknowledge/ }).waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({ status: 'acknowledged', disposition: null });

    await page.keyboard.press('e');
    await page.getByText(`Calls from ${STRANGER}/32 are familiar from the next hour on.`).waitFor();
    await page
      .locator('input:focus')
      .and(page.getByRole('radio', { name: /This once/ }))
      .waitFor();
    await page.keyboard.press('ArrowDown');
    const until = page.getByLabel('Until');
    await until.fill('2027-06-30');
    await until.press('Enter');
    await gone(page);
    expect(await stored()).toMatchObject({
      status: 'resolved',
      disposition: 'expected',
      expectations: [expect.objectContaining({ cidr: `${STRANGER}/32`, until: '2027-06-30T23:59:59.000Z' })],
    });
    await page.getByText(`Expected: calls from ${STRANGER}/32`).waitFor();
    await page.getByText('marked as expected (network)').waitFor();
    await page.context().close();
  });

  it('can be expected once, or for its schedule; opened again, it takes that back', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^Expected/ }).click();
    await page.getByRole('radio', { name: /This schedule/ }).check();
    await page.getByRole('dialog').getByLabel('Note').fill('The month-end job.');
    await page.getByRole('button', { name: 'Mark as expected' }).click();
    await gone(page);
    const { expectations } = await stored();
    expect(expectations).toEqual([
      expect.objectContaining({ cidr: null, schedule: expect.anything(), until: null }),
    ]);
    await page.getByText('The month-end job.').first().waitFor();

    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('button', { name: /^Open again/ }).click();
    await page.getByRole('button', { name: /^Acknowledge/ }).waitFor();
    expect(await stored()).toMatchObject({ status: 'open', disposition: null, expectations: [] });

    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Mark as expected' }).click();
    await gone(page);
    expect(await stored()).toMatchObject({ disposition: 'expected', expectations: [] });
    await page.context().close();
  });

  it('is marked as compromised with what to do now in sight', async () => {
    const { page } = await open();
    await page.keyboard.press('c');
    const drawer = page.getByRole('dialog', { name: 'Mark as compromised' });
    await drawer.getByText('make a new secret').waitFor();
    await drawer.getByText(`${STRANGER}/32 is distrusted`).waitFor();
    await drawer.getByRole('button', { name: 'Mark as compromised' }).click();
    await gone(page);
    expect(await stored()).toMatchObject({
      status: 'acknowledged',
      disposition: 'compromised',
      expectations: [expect.objectContaining({ distrusts: `${STRANGER}/32` })],
    });
    await page.context().close();
  });

  it('takes notes, keeps Escape for leaving a drawer, and grows before the eyes of whoever looks', async () => {
    const { page } = await open();
    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await gone(page);
    await page.getByLabel('Note').fill(`I asked. ${HOSTILE}`);
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.locator('.story-note', { hasText: 'I asked.' }).first().waitFor();
    expect(await wasHurt(page)).toBe(false);
    // Somebody else decides; nobody reloads here.
    await decide({ disposition: 'unclear', status: 'acknowledged' });
    await page.getByText('acknowledged, unclear').waitFor();
    await page.context().close();
  });

  it('says to who may only read that deciding is for others, and shows no dead buttons', async () => {
    const { page } = await open({ role: 'read' });
    await page.getByText('deciding is for the roles respond and admin').waitFor();
    expect(
      await page.getByRole('button', { name: /Acknowledge|Expected|Compromised|Add the note/ }).count(),
    ).toBe(0);
    await page.keyboard.press('e');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.context().close();
  });

  it('renders what strangers wrote as text', async () => {
    const { page } = await open();
    await page.getByRole('heading', { level: 1, name: /CRM "><img src=x/ }).waitFor();
    await page
      .getByRole('region', { name: /^Evidence/ })
      .getByText('<img src=x onerror="window.hurt=3">')
      .first()
      .waitFor();
    expect(await wasHurt(page)).toBe(false);
    await page.context().close();
  });

  it('that is not there says so', async () => {
    const opened = await service.browser.open();
    await opened.page.goto(`${service.url}/alerts/${crypto.randomUUID()}#key=${service.keys.read}`);
    await opened.page.getByText('There is no such incident').waitFor();
    await opened.page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page
      .getByRole('region', { name: /^Evidence/ })
      .getByRole('row')
      .nth(3)
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'Mark as compromised' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('fits a phone of 360 pixels', async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await page
      .getByRole('region', { name: /^Evidence/ })
      .getByRole('row')
      .nth(3)
      .waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(360);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });
});
