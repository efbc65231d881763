import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/core/time.ts';
import { demoMonth } from '../../src/scenario/demo.ts';

describe('demoMonth', () => {
  const now = Date.UTC(2026, 5, 17, 13, 25, 31, 417);
  const month = demoMonth(now);
  const all = [...month.events()];

  it('is a month that ends now, of a size that can be played in a minute', () => {
    expect(month.credentials).toHaveLength(13);
    expect(new Set(month.credentials.map(({ label }) => label)).size).toBe(13);
    expect(month.end - month.start).toBe(30 * DAY);
    expect(all.length).toBeGreaterThan(30_000);
    expect(all.length).toBeLessThan(80_000);
    expect(all.every(({ event }) => event.time >= month.start && event.time <= now)).toBe(true);
    expect(new Set(all.map(({ event }) => event.id)).size).toBe(all.length);
    const used = new Set(all.map(({ event }) => event.credential));
    expect([...used].sort()).toEqual(month.credentials.map(({ credential }) => credential).sort());
  });

  it('uses addresses of documentation and benchmark ranges alone', () => {
    const allowed = /^(192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+)\.\d+$|^2001:db8:/;
    for (const { event } of all) expect(event.source_ip).toMatch(allowed);
  });

  it('has the theft alone on its own address, going on to the end', () => {
    const { attack } = month;
    const stolen = all.filter(({ label }) => label !== null).map(({ event }) => event);
    expect(stolen).toHaveLength(attack.events);
    expect(attack.start).toBeGreaterThan(now - 40 * MINUTE);
    expect(attack.end).toBeGreaterThan(now - MINUTE);
    const [thief] = attack.addresses;
    expect(all.filter(({ event }) => event.source_ip === thief)).toHaveLength(stolen.length);
    expect(stolen.some(({ path }) => path?.startsWith('/v2/users?') === true)).toBe(true);
    expect(stolen.some(({ path }) => path?.startsWith('/rec/download/') === true)).toBe(true);
  });

  it('strikes while the owners sleep, whenever it is played', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2026, 11, 1) }), (time) => {
        const played = demoMonth(time);
        let duringTheft = 0;
        for (const { event, label } of played.events()) {
          if (label === null && event.credential === played.attack.credential && event.time > time - HOUR)
            duringTheft += 1;
        }
        expect(duringTheft).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  it('tells of a redeployment by day and of a night on call', () => {
    expect(month.changes.map(({ kind }) => kind)).toEqual(['redeploy', 'on_call_night']);
    for (const change of month.changes) {
      const during = all.filter(
        ({ event }) =>
          event.credential === change.credential && event.time >= change.start && event.time < change.end,
      );
      expect(during.length, change.kind).toBeGreaterThan(2);
    }
  });
});
