import { afterAll, beforeAll, expect, it } from 'vitest';
import { toIso } from '../../src/core/time.ts';
import { countHours } from '../../src/monitor/timeline-counter.ts';
import { eventLine, startTestService, type TestService } from '../http/support/service.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

let service: TestService;
let browser: TestBrowser;
const MARKUP = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';
/** Turns the reading around, hides itself, or is very long. */
const ODD = `\u202Etxt.exe\u200B"'\`{{7*7}}\${7*7} javascript:alert(1) ${'W'.repeat(300)}`;

beforeAll(async () => {
  service = await startTestService();
  browser = await openBrowser();
  const fields = (text: string): Record<string, unknown> => ({
    // An identifier has no characters that do not print; the other is tried whole.
    credential: text === MARKUP ? text : '<b>odd</b>',
    method: 'GET',
    host: text,
    path: `/v2/${text}`,
    user_agent: text,
    tracking_id: text,
    account_id: text,
    source: text,
    source_ip: text,
    token_fingerprint: text,
    ratelimit_type: text,
    [`x-${text}`]: { [text]: [text] },
  });
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const lines = [MARKUP, ODD].map((text) => eventLine({ ...fields(text), time: toIso(hour - 60_000) }));
  expect(await (await service.send(lines)).json()).toMatchObject({ accepted: 2 });
  await countHours(service.store, Date.now());
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

it('what strangers wrote is shown as text: in the list, the drawer, the suggestions and the chips', async () => {
  const { page, complaints } = await browser.open();
  await page.goto(`${service.url}/timeline#key=${service.keys.read}`);
  const rows = page.locator('.timeline-rows-all .timeline-row:not(.missing)');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(2);
  const shown = (await rows.allTextContents()).join('\n');
  expect(shown).toContain('<img src=x onerror=');
  expect(shown).toContain('javascript:alert(1)');

  for (let row = 0; row < 2; row += 1) {
    await rows.nth(row).locator('.time').click();
    const drawer = page.getByRole('dialog');
    await drawer.waitFor();
    expect(await drawer.locator('img, script, iframe').count()).toBe(0);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('combobox').fill('client: <img');
  await page.getByRole('option', { name: 'onerror' }).click();
  await page.locator('.timeline-chips .chip').waitFor();
  await expect.poll(() => rows.count()).toBe(1);
  expect(await page.locator('.timeline-chips').textContent()).toContain('onerror');
  // By the address as well, where a stranger may have written it.
  await page.goto(
    `${service.url}/timeline?credential=${encodeURIComponent(MARKUP)}&kind=${encodeURIComponent(MARKUP)}`,
  );
  await page.getByRole('alert').first().waitFor();

  expect(await page.evaluate('window.attacked')).toBeUndefined();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(
    0,
  );
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  await page.context().close();
});
