import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../http/support/service.ts';
import { accessibilityFaults } from './support/axe.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  service = await startTestService();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

describe('the files of the pages', () => {
  it('are ours alone: nothing inline, kept for a year under names that change with their contents', async () => {
    const page = await service.call('/', { key: null });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const markup = await page.text();
    expect(markup).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=|javascript:|https?:/i);
    const files = [...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path]) => String(path));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const path of files) {
      const file = await service.call(path, { key: null });
      expect(file.status, path).toBe(200);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('come compressed to who takes that', async () => {
    const markup = await (await service.call('/', { key: null })).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(markup)![1]!;
    const answer = await service.call(script, { key: null, headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('content-encoding')).toBe('br');
  });

  it.each(['/alerts/some-id', '/credentials/x', '/timeline', '/settings'])(
    'are the same at %s',
    async (path) => {
      expect((await service.call(path, { key: null })).headers.get('content-type')).toContain('text/html');
    },
  );

  it.each(['/assets/nothing.js', '/assets/..%2findex.html', '/assets/%2e%2e%2f%2e%2e%2fpackage.json'])(
    'are not to be had at %s',
    async (path) => {
      expect((await service.call(path, { key: null })).status).toBe(404);
    },
  );
});

describe('a browser where nobody is signed in', () => {
  it.each(['light', 'dark'] as const)(
    'is asked to come in, whatever page was asked for; in %s',
    async (colorScheme) => {
      const { page, complaints } = await browser.open({ colorScheme });
      await page.goto(`${service.url}/timeline?from=2026-01-01T00:00:00Z`);
      await page.getByRole('heading', { name: 'Make the first account' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(complaints.filter((text) => !text.includes('the server responded with a status of'))).toEqual(
        [],
      );
      await page.context().close();
    },
  );
});
