import type { Page } from 'playwright-core';
import { toIso } from '../../../src/core/time.ts';
import { credentialIdOf } from '../../../src/ingest/identity.ts';
import { startTestService, type TestService } from '../../http/support/service.ts';
import { story } from '../../monitor/support/traffic.ts';
import { type OpenPage, openBrowser, type TestBrowser } from './browser.ts';

/** What a log, a person or a thief may write: only ever text on a page. */
export const HOSTILE = '"><img src=x onerror="window.hurt=1"><script>window.hurt=2</script>{{7*7}}';
/** The same where a slash would make another operation of it. */
const HOSTILE_ID = '<img src=x onerror="window.hurt=3">';
export const STRANGER = '203.0.113.66';

export interface IncidentService extends TestService {
  readonly browser: TestBrowser;
  readonly alertId: string;
  readonly credentialId: string;
  /** A page of somebody with this role, at an address. */
  open(
    address: string,
    options?: Parameters<TestBrowser['open']>[0] & { role?: 'read' | 'respond' },
  ): Promise<OpenPage>;
}

/** A service that has seen a month of one credential and a theft in its last night, told in hostile words; and a browser. */
export async function startIncidentService(): Promise<IncidentService> {
  const service = await startTestService();
  const browser = await openBrowser();
  const lines = story(1, 30).map((event) => ({
    time: toIso(event.time),
    credential: event.credential,
    source_ip: event.sourceIp,
    method: 'GET',
    path: event.sourceIp === STRANGER ? `/v2/users/${HOSTILE_ID}/recordings` : '/v2/users/me',
    user_agent: event.sourceIp === STRANGER ? HOSTILE : 'python-requests/2',
    status: 200,
    id: event.eventId,
    source: `egress ${HOSTILE}`,
  }));
  const answer = (await (await service.send(lines)).json()) as { rejected: number };
  if (answer.rejected > 0) throw new Error(`lines were rejected: ${JSON.stringify(answer)}`);
  const listed = await service.call('/v1/alerts?severity=medium,high,critical');
  const { alerts } = (await listed.json()) as { alerts: { id: string; credential: string }[] };
  const credentialId = credentialIdOf(alerts[0]!.credential);
  await service.call(`/v1/credentials/${credentialId}`, {
    key: service.keys.respond,
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ label: `CRM ${HOSTILE}`, owner: HOSTILE }),
  });
  return {
    ...service,
    browser,
    alertId: alerts[0]!.id,
    credentialId,
    open: async (address, { role = 'respond', ...options } = {}) => {
      const opened = await browser.open(options);
      await opened.page.goto(`${service.url}${address}#key=${service.keys[role]}`);
      await opened.page.locator('main h1').first().waitFor({ state: 'attached' });
      return opened;
    },
    close: async () => {
      await browser.close();
      await service.close();
    },
  };
}

/** Whether anything of what was written was run, or became an element. */
export async function wasHurt(page: Page): Promise<boolean> {
  return page.evaluate(
    `'hurt' in window || document.querySelector('main img, main script, main iframe') !== null`,
  ) as Promise<boolean>;
}

/** How wide the page is, which on a phone must be no wider than the phone. */
export const widthOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth') as Promise<number>;
