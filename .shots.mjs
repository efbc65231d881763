import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const url = 'http://127.0.0.1:8462';
const shots = [['light', 1280, 900, '/timeline?last=30d'], ['dark', 1280, 900, '/timeline?last=30d'], ['phone', 390, 844, '/timeline?last=30d'], ['wide', 2560, 1440, '/timeline?last=30d'], ['open', 1280, 900, '/timeline?last=30d&status=4xx', 'row'], ['filter', 1280, 900, '/timeline?last=30d', 'filter']];
for (const [name, width, height, path, act] of shots) {
  if (process.argv[2] && !process.argv[2].split(',').includes(name)) continue;
  const c = await b.newContext({ viewport: { width, height }, colorScheme: name === 'dark' ? 'dark' : 'light' });
  const p = await c.newPage();
  p.on('console', (m) => console.log(name, m.type(), m.text()));
  await p.goto(url + path + '#key=the-admin-key-of-the-tests-0123456789');
  await p.locator('.timeline-rows-all .timeline-row:not(.missing)').first().waitFor();
  await p.waitForTimeout(600);
  if (act === 'row') { await p.locator('.timeline-rows-all .timeline-row .time').nth(2).click(); await p.waitForTimeout(300); }
  if (act === 'filter') { await p.getByRole('combobox').fill('us'); await p.waitForTimeout(600); }
  await p.screenshot({ path: `/tmp/wt/shots/${name}.png`, fullPage: name === 'phone' });
  await c.close();
}
await b.close();
