// Makes the pictures of docs/images/pages: `npm run build && node scripts/screenshots.mjs` plays the demo on a database of
// its own and takes each page in light, in dark and as a phone shows it. Needs Debian's chromium.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'docs', 'images', 'pages');
const LOOKS = {
  light: { viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2 },
};

const data = mkdtempSync(join(tmpdir(), 'zoom-monitor-pictures-'));
const demo = spawn(process.execPath, [join(root, 'dist', 'src', 'main.js'), 'demo'], {
  env: { ...process.env, DATA_DIR: data, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const address = await addressOf(demo);
  const key = readFileSync(join(data, 'demo', 'admin-key'), 'utf8').trim();
  const ask = async (path) =>
    (await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
  const [alert] = (await ask('/v1/alerts?severity=medium,high,critical&limit=1')).alerts;
  const hour = (time, by) => new Date(Date.parse(time) + by * 3_600_000).toISOString();
  const range = `from=${hour(alert.first_event_at, -36)}&to=${hour(alert.last_event_at, 12)}`;
  const pages = {
    overview: '/',
    incident: `/alerts/${alert.id}`,
    credentials: '/credentials',
    credential: `/credentials/${alert.credential_id}`,
    timeline: `/timeline?${range}`,
    sources: '/sources',
    settings: '/settings',
    audit: '/audit',
  };
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${address}/`);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `sign-in-${look}.png`) });
    await page.goto(`${address}/#key=${key}`);
    await page.reload();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${address}${path}`);
      // The stream of news never ends, so the network is never idle: the page is ready when no skeleton is left.
      await page.locator('.page > *').first().waitFor();
      await page.waitForTimeout(500);
      await page.waitForFunction(() => document.querySelector('.skeleton') === null);
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      console.log(`${name} ${look}`);
    }
  }
  await browser.close();
} finally {
  demo.kill('SIGINT');
  await new Promise((resolve) => demo.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}

/** Resolves with the address that the demo tells to open. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [, address] = /Open (http[^\s#]+?)\/?(?:#\S*)? to see it/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
}
