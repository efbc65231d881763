import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './support/axe.ts';
import {
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

const credential = async (): Promise<Record<string, unknown>> =>
  (await (await service.call(`/v1/credentials/${service.credentialId}`)).json()) as Record<string, unknown>;
const expectations = async (): Promise<Record<string, unknown>[]> => {
  const answer = await service.call(`/v1/expectations?credential=${service.credentialId}&active=true`);
  return ((await answer.json()) as { expectations: Record<string, unknown>[] }).expectations;
};

describe('the list of credentials', () => {
  it('is searched and filtered, keeps that in the address bar, and leads to one', async () => {
    const { page, complaints } = await service.open('/credentials');
    await page.getByRole('link', { name: /^CRM/ }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing of the kind');
    await page.getByText('None like this.').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('nothing of the kind');
    await page.getByRole('searchbox').fill('INTEGRATION');
    await page.getByLabel('Which credentials').selectOption({ label: 'With open incidents' });
    await page.getByRole('link', { name: /^CRM/ }).waitFor();
    await page.reload();
    expect(await page.getByRole('searchbox').inputValue()).toBe('INTEGRATION');
    await page.getByRole('link', { name: /^CRM/ }).click();
    await page.getByRole('heading', { name: /^CRM/ }).waitFor();
    expect(await wasHurt(page)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a credential', () => {
  const open = (options: Parameters<IncidentService['open']>[1] = {}) =>
    service.open(`/credentials/${service.credentialId}`, options);

  it('shows who calls with it, its habits, and what was found', async () => {
    const { page, complaints } = await open();
    const callers = page.getByRole('region', { name: /^Who calls with it/ });
    await callers.getByText('not believed yet').waitFor();
    await callers
      .getByRole('img', { name: /^Calls by day/ })
      .first()
      .waitFor();
    await page.getByRole('img', { name: /^Calls by hour/ }).waitFor();
    await page.locator('.network-tree').getByText(STRANGER).waitFor();
    await page.getByRole('link', { name: /to list cloud recordings/ }).waitFor();
    await page.getByText('nothing is known of its tokens').waitFor();
    expect(await wasHurt(page)).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is edited: only what was changed is sent, and what is wrong is said where it is', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^Edit/ }).click();
    await page.getByLabel('Alert budget').fill('as few as possible');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('budget').waitFor();
    await page.getByLabel('Alert budget').fill('1/90d');
    await page.getByLabel('Owner').fill('Team CRM');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Team CRM').waitFor();
    expect(await credential()).toMatchObject({
      owner: 'Team CRM',
      budget: '1/90d',
      state: 'active',
      decoy: false,
    });
    await page.context().close();
  });

  it('takes a declared change by keyboard, and withdraws it', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^Declare a change/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('10.0.0.0/4');
    await page.getByLabel('Reason').fill('moving to the new office');
    await page.getByRole('button', { name: 'Declare it' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('dialog').getByLabel('Network').fill('192.0.2.0/24');
    await page.getByLabel('sat').check();
    await page.getByLabel('Volume').fill('3');
    await page.getByRole('button', { name: 'Declare it' }).click();
    await page.getByText('Expected: calls from 192.0.2.0/24').waitFor();
    expect(await expectations()).toEqual([
      expect.objectContaining({ cidr: '192.0.2.0/24', volume: 3, reason: 'moving to the new office' }),
    ]);
    await page.getByRole('button', { name: /^Withdraw: Expected/ }).click();
    await page.getByText('Nothing stands any more.').waitFor();
    expect(await expectations()).toEqual([]);
    await page.context().close();
  });

  it('is revoked, which is said in grave words; who may only read sees no buttons', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^Edit/ }).click();
    await page.getByRole('checkbox', { name: /^Revoked/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('revoked: any use is an alert').waitFor();
    expect(await credential()).toMatchObject({ state: 'revoked' });
    await page.context().close();
    const reader = await open({ role: 'read' });
    await reader.page.getByText('revoked: any use is an alert').waitFor();
    expect(await reader.page.getByRole('button', { name: /^Edit|^Declare|^Withdraw/ }).count()).toBe(0);
    await reader.page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.getByRole('region', { name: /^Who calls with it/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const name of [/^Edit/, /^Declare/]) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.goto(`${service.url}/credentials`);
    await page.getByRole('link', { name: /^CRM/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('fits a phone of 360 pixels', async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await page.getByRole('region', { name: /^Who calls with it/ }).waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(360);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });
});
