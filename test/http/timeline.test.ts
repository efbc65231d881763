import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '../../src/core/time.ts';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

let service: TestService;
const base = Date.now() - 3_600_000;
const COUNT = 2_345;

beforeAll(async () => {
  service = await startTestService();
  const lines = Array.from({ length: COUNT }, (_, i) =>
    eventLine({
      credential: i % 2 ? 'even' : 'odd',
      time: toIso(base + Math.floor(i / 3)),
      source_ip: i % 10 === 0 ? '203.0.113.9' : '192.0.2.10',
      status: i % 100 === 0 ? 401 : 200,
      id: `timeline-${i}`,
      user_agent: i === 7 ? '=HYPERLINK("https://example.com")' : i === 8 ? '+1\n@two, "three"' : 'curl/8',
    }),
  );
  expect(await (await service.send(lines)).json()).toMatchObject({ accepted: COUNT });
});
afterAll(() => service.close());

type Page = { events: Record<string, unknown>[]; next_cursor: string | null };
const read = async (query: string): Promise<Page> => {
  const answer = await service.call(`/v1/timeline${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
};

describe('the timeline', () => {
  it('comes newest first, in pages that join without gap or overlap', async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await read(`?limit=700${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.events.filter(({ kind }) => kind === 'access').map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(COUNT);
    expect(new Set(seen).size).toBe(COUNT);
    const { events } = await read('');
    expect(events).toHaveLength(100);
    const times = events.map(({ time }) => String(time));
    expect(times).toEqual([...times].sort().reverse());
  });

  it('is filtered', async () => {
    const count = async (query: string): Promise<number> =>
      (await read(`?limit=1000&${query}`)).events.length;
    expect(await count('source_ip=203.0.113.9')).toBe(235);
    expect(await count('source_ip=203.0.113.0/24&status=401')).toBe(24);
    expect(await count('operation=GET%20/users&credential=external:odd&status=401')).toBe(24);
    expect(await count(`credential=${credentialIdOf('even')}&status=401`)).toBe(0);
    expect(await count(`from=${toIso(base)}&to=${toIso(base + 10)}&credential=odd`)).toBe(15);
    expect(await count('credential=never-seen')).toBe(0);
    // A plus sign that was not escaped arrives as a space.
    expect(await count(`from=${toIso(base).replace('Z', '+00:00')}&status=401`)).toBe(24);
  });

  it('is given whole as NDJSON', async () => {
    const answer = await service.call('/v1/timeline', { headers: { accept: 'application/x-ndjson' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(answer.headers.get('vary')).toContain('accept');
    const lines = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ kind }) => kind === 'access')).toHaveLength(COUNT);
    const { events } = await read('?limit=3');
    expect(lines.slice(0, 3)).toEqual(events);
  });

  it('is given whole as CSV that no spreadsheet runs', async () => {
    const answer = await service.call('/v1/timeline?credential=even', {
      headers: { accept: 'text/html;q=0.9, text/csv, application/json;q=0.5' },
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="timeline.csv"');
    const text = await answer.text();
    const [head = '', ...rows] = text.trimEnd().split('\r\n');
    expect(head.split(',').slice(0, 4)).toEqual(['time', 'kind', 'id', 'credential']);
    expect(rows.filter((row) => row.includes(',access,'))).toHaveLength(Math.floor(COUNT / 2));
    expect(text).toContain(`"'=HYPERLINK(""https://example.com"")"`);
    expect(text).not.toMatch(/(^|,)"?[=+@]/m);
  });

  it('goes on with its neighbours when one reader goes away in the middle', async () => {
    const stop = new AbortController();
    const answer = await service.call('/v1/timeline', {
      headers: { accept: 'text/csv' },
      signal: stop.signal,
    });
    const reader = answer.body!.getReader();
    await reader.read();
    stop.abort();
    await reader.read().catch(() => undefined);
    expect((await read('?limit=1')).events).toHaveLength(1);
  });
});
