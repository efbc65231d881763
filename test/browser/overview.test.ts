import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestService } from '../http/support/service.ts';
import { accessibilityFaults } from './support/axe.ts';
import { type IncidentService, startIncidentService, wasHurt, widthOf } from './support/incident-service.ts';

let service: IncidentService;
beforeAll(async () => {
  service = await startIncidentService();
});
afterAll(() => service.close());
const decide = (body: unknown): Promise<Response> =>
  service.call(`/v1/alerts/${service.alertId}`, {
    key: service.keys.respond,
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
afterEach(() => decide({ status: 'open', disposition: null }));

describe('the overview', () => {
  it('leads to the incident by j and Enter, and back to its top', async () => {
    const { page, complaints } = await service.open('/');
    await page
      .getByText(/was used from .* to list cloud recordings/)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Alert budget' }).getByText('promised').waitFor();
    await page
      .getByRole('region', { name: /^Log sources/ })
      .getByText('▲ no event in 90 days')
      .waitFor();
    await page.keyboard.press('j');
    await page.locator('.incident-line.selected').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/alerts/${service.alertId}`);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    expect(await wasHurt(page)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('acknowledges by a, and opens the question of e', async () => {
    const { page } = await service.open('/');
    await page.locator('.incident-line').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.locator('.incident-line strong', { hasText: 'acknowledged' }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'Mark as expected' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.context().close();
  });

  it('shows what others do at once', async () => {
    const { page } = await service.open('/', { role: 'read' });
    await page.locator('.incident-line').first().waitFor();
    await decide({ status: 'acknowledged' });
    await page.locator('.incident-line strong', { hasText: 'acknowledged' }).waitFor();
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', async (colorScheme) => {
    const { page } = await service.open('/', { colorScheme });
    await page.locator('.incident-line').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await widthOf(page)).toBeLessThanOrEqual(360);
    await page.context().close();
  });

  it('of an empty service says how to fill it', async () => {
    const empty = await startTestService();
    try {
      const { page } = await service.browser.open();
      await page.goto(`${empty.url}/#key=${empty.keys.read}`);
      await page.getByText('No log has come yet').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.context().close();
    } finally {
      await empty.close();
    }
  });
});
