import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR, toIso } from '../../src/core/time.ts';
import { eventLine, startTestService, type TestService } from '../http/support/service.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

let service: TestService;
let browser: TestBrowser;
const COUNT = 20_000;
const LIST = "document.querySelector('.timeline-rows')";
const end = Date.now() - HOUR;

beforeAll(async () => {
  service = await startTestService();
  browser = await openBrowser();
  for (let at = 0; at < COUNT; at += 5_000) {
    const lines = Array.from({ length: 5_000 }, (_, i) =>
      eventLine({
        time: toIso(end - (at + i) * 1_000),
        id: `long-${at + i}`,
        tracking_id: `WEB_${'x'.repeat(60)}${i}`,
      }),
    );
    expect(await (await service.send(lines)).json()).toMatchObject({ accepted: 5_000 });
  }
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

it('a list that is scrolled from end to end holds few rows, and its memory stays bounded', async () => {
  const { page } = await browser.open();
  await page.goto(`${service.url}/timeline?last=2d#key=${service.keys.read}`);
  await page.locator('.timeline-rows-all .timeline-row:not(.missing)').first().waitFor();
  const last = page.locator(`.timeline-row[aria-rowindex="${COUNT + 1}"]:not(.missing)`);
  for (let step = 0; step < 400 && (await last.count()) === 0; step += 1) {
    await page.evaluate(`${LIST}.scrollTop = ${LIST}.scrollHeight`);
    await page.waitForTimeout(50);
  }
  await last.waitFor();
  expect(await page.locator('.timeline-row').count()).toBeLessThan(100);
  // What was dropped comes back.
  await page.evaluate(`${LIST}.scrollTop = 0`);
  await page.locator('.timeline-row[aria-rowindex="2"]:not(.missing)').waitFor();
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable');
  const { metrics } = await inspector.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  expect(heap).toBeLessThan(200 * 1024 * 1024);
  await page.context().close();
});
