import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAlert } from '../../../src/store/accept/alerts.ts';
import {
  type AlertFilter,
  countOpenAlerts,
  findAlert,
  listAlerts,
  updateAlert,
} from '../../../src/store/queries/alerts.ts';
import { makeFinding } from '../../http/support/finding.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
const base = Date.UTC(2026, 2, 2, 12);
const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** Alerts 1 to 6, an hour apart but for the last two, which were raised in the same millisecond. */
async function sixAlerts(): Promise<void> {
  const severities = ['low', 'medium', 'high', 'critical', 'high', 'low'] as const;
  for (const [i, severity] of severities.entries()) {
    const raisedAt = base + Math.min(i, 4) * 3_600_000;
    const finding = makeFinding({
      credential: `app:${i % 2}`,
      raisedAt,
      severity,
      episodeStart: 490_000 + i,
    });
    const quiet = { ...finding, signals: finding.signals.slice(0, 1) };
    await writeAlert(database.store.db, idOf(i + 1), i < 2 ? quiet : finding);
  }
}

const found = async (filter: AlertFilter): Promise<string[]> =>
  (await listAlerts(database.store, filter, { limit: 10, after: null })).map(({ id }) => id);

describe('alerts', () => {
  it('come newest first, and pages join without gap or overlap, also within one millisecond', async () => {
    await sixAlerts();
    const all = await found({});
    expect(all).toEqual([6, 5, 4, 3, 2, 1].map(idOf));
    const paged: string[] = [];
    let after = null;
    for (;;) {
      const [alert] = await listAlerts(database.store, {}, { limit: 1, after });
      if (alert === undefined) break;
      paged.push(alert.id);
      after = { raisedAt: new Date(alert.finding.raisedAt), id: alert.id };
    }
    expect(paged).toEqual(all);
  });

  it('are found by severity, status, signal, credential and time', async () => {
    await sixAlerts();
    const { credentialId } = makeFinding({ credential: 'app:1', raisedAt: base });
    expect(await found({ severities: ['high', 'critical'] })).toEqual([5, 4, 3].map(idOf));
    expect(await found({ signals: ['odd_hour'] })).toEqual([6, 5, 4, 3].map(idOf));
    expect(await found({ signals: ['usage_spike'] })).toEqual([]);
    expect(await found({ credentialId })).toEqual([6, 4, 2].map(idOf));
    expect(await found({ from: new Date(base + 3_600_000), to: new Date(base + 3 * 3_600_000) })).toEqual(
      [3, 2].map(idOf),
    );
    expect(await found({ statuses: ['acknowledged'] })).toEqual([]);
    expect(await found({ severities: ['low'], signals: ['odd_hour'], credentialId })).toEqual([idOf(6)]);
    expect(await countOpenAlerts(database.store)).toEqual(
      expect.arrayContaining([
        { severity: 'high', count: 2 },
        { severity: 'low', count: 2 },
      ]),
    );
  });

  it('change, and what is left out stays, also when the detector writes again', async () => {
    await sixAlerts();
    const { db } = database.store;
    const { credentialId } = makeFinding({ credential: 'app:0', raisedAt: base });
    const at = new Date(base);
    const change = { status: 'acknowledged', assignee: 'kim', at } as const;
    expect((await updateAlert(db, credentialId, idOf(3), change))?.finding.credential).toBe('app:0');
    await updateAlert(db, credentialId, idOf(3), { disposition: 'compromised', at });
    expect(await findAlert(database.store, idOf(3))).toMatchObject({
      status: 'acknowledged',
      assignee: 'kim',
      disposition: 'compromised',
    });
    await updateAlert(db, credentialId, idOf(3), { assignee: null, at });
    const grown = makeFinding({ credential: 'app:0', raisedAt: base, episodeStart: 490_002, eventCount: 99 });
    await writeAlert(db, idOf(3), grown);
    const after = await findAlert(database.store, idOf(3));
    expect(after?.finding.eventCount).toBe(99);
    expect(after).toMatchObject({ status: 'acknowledged', assignee: null, disposition: 'compromised' });
  });

  it('that are not there are not changed', async () => {
    const change = { status: 'resolved', at: new Date(base) } as const;
    expect(await updateAlert(database.store.db, idOf(1), idOf(9), change)).toBeNull();
    expect(await findAlert(database.store, idOf(9))).toBeNull();
  });
});
