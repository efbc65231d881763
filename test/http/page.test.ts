import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '../../src/core/time.ts';
import { SCRIPT } from '../../src/http/page/script.ts';
import { writeAlert } from '../../src/store/accept/alerts.ts';
import { type BrowserPage, hasBrowser, openBrowser } from './support/browser.ts';
import { makeFinding } from './support/finding.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const raisedAt = Date.now() - 3_600_000;
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  const alert = (n: number, fields: Partial<Parameters<typeof makeFinding>[0]>): Promise<void> => {
    const finding = makeFinding({ credential: `client-${n}`, raisedAt: raisedAt + n, ...fields });
    return writeAlert(service.store.db, `00000000-0000-4000-8000-00000000000${n}`, finding);
  };
  await alert(1, { severity: 'low' });
  await alert(2, {
    severity: 'critical',
    explanation: `${HOSTILE} was used. It is 1 in 9.`,
    credential: 'client-2',
  });
  await alert(3, { severity: 'high' });
  const lines = Array.from({ length: 60 }, (_, i) =>
    eventLine({
      credential: 'client-2',
      source_ip: '203.0.113.7',
      time: toIso(raisedAt + 2 + i),
      user_agent: HOSTILE,
    }),
  );
  expect(await (await service.send(lines)).json()).toMatchObject({ accepted: 60 });
});
afterAll(() => service.close());

describe('the page', () => {
  it('is files of ours that any policy lets run: nothing inline, no markup made from data', async () => {
    const page = await service.call('/', { key: null });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const markup = await page.text();
    expect(markup).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=|javascript:/i);
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function/);
    for (const [path, type] of [...markup.matchAll(/(?:src|href)="(\/page[^"]*)"/g)].map(([, path]) => [
      path,
      path,
    ])) {
      const file = await service.call(String(path), { key: null });
      expect(file.status, type).toBe(200);
      expect(file.headers.get('content-type')).not.toContain('html');
    }
  });
});

describe.skipIf(!hasBrowser)('in a browser, the page', () => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openBrowser();
  });
  afterAll(() => page.close());

  const texts = (selector: string): Promise<unknown> =>
    page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].map((found) => found.textContent)`,
    );
  const count = (selector: string): Promise<unknown> =>
    page.evaluate(`document.querySelectorAll('${selector}').length`);

  it('asks for a key, says when it is wrong, and shows nothing', async () => {
    await page.open(`${service.url}/`);
    expect(await page.evaluate('document.activeElement.id')).toBe('key');
    await page.evaluate(`document.getElementById('key').value = 'wrong-key'`);
    await page.press('Enter');
    await expect.poll(() => texts('#problem')).toEqual(['The key is unknown, expired or revoked.']);
    expect(await count('.alert')).toBe(0);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('takes a key from the fragment and forgets it in the address; open alerts come worst first', async () => {
    await page.open(`${service.url}/?again#key=${service.keys.read}`);
    await expect.poll(() => count('.alert')).toBe(3);
    expect(await page.evaluate('location.href')).toBe(`${service.url}/?again`);
    expect(await texts('.severity')).toEqual(['▲ critical', '◆ high', '● low']);
    expect(await texts('.bar:first-of-type')).toHaveLength(3);
    expect(await page.evaluate(`document.querySelector('.bar').getAttribute('aria-label')`)).toBe(
      'Shares of the score: network 13.5, hour 5.3',
    );
  });

  it('shows what strangers wrote as text', async () => {
    expect(await page.evaluate(`document.querySelector('.headline').textContent`)).toBe(
      `${HOSTILE} was used.`,
    );
    expect(await count('img')).toBe(0);
    expect(await page.evaluate('document.title')).toBe('Open alerts · zoom-usage-monitor');
  });

  it('opens the evidence by keyboard, page by page', async () => {
    await page.press('j');
    await page.press('Enter');
    await expect.poll(() => count('tbody tr')).toBe(50);
    expect(await page.evaluate(`document.querySelector('tbody td:last-child').textContent`)).toBe(HOSTILE);
    await page.evaluate(
      `[...document.querySelectorAll('button')].find((b) => b.textContent === 'Show more').click()`,
    );
    await expect.poll(() => count('tbody tr')).toBe(60);
  });

  it('keeps open what is open when something changes', async () => {
    await service.call('/v1/alerts/00000000-0000-4000-8000-000000000001', {
      key: service.keys.respond,
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"status":"resolved"}',
    });
    await page.press('r');
    await expect.poll(() => count('.alert')).toBe(2);
    expect(
      await page.evaluate(`document.querySelector('button[data-alert]').getAttribute('aria-expanded')`),
    ).toBe('true');
  });

  it('fits a phone and breaks no rule of its own policy', async () => {
    await page.resize(360);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const unexpected = page.complaints().filter((text) => !text.includes('status of 401'));
    expect(unexpected).toEqual([]);
  });

  it('forgets the key when asked to', async () => {
    await page.evaluate(`document.getElementById('leave').click()`);
    expect(await count('.alert')).toBe(0);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});
