import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/core/time.ts';
import { ATTACK_KINDS } from '../../src/scenario/attacks.ts';
import { type Fleet, generateFleet } from '../../src/scenario/fleet.ts';
import { lookup } from '../../src/scenario/networks.ts';
import type { LabelledEvent } from '../../src/scenario/wire.ts';

const SMALL = { kind: 'restless', credentials: 30, days: 28, maxCallsPerDay: 400 } as const;

function digest(fleet: Fleet, of: (entry: LabelledEvent) => boolean = () => true): string {
  const hash = createHash('sha256');
  for (const entry of fleet.events()) if (of(entry)) hash.update(JSON.stringify(entry));
  return hash.digest('hex');
}

describe('generateFleet', () => {
  const fleet = generateFleet({ ...SMALL, seed: 'labels' });
  const all = [...fleet.events()];

  it('is the same for the same seed, each time it is read, and another for another seed', () => {
    const [first, again] = [digest(fleet), digest(fleet)];
    expect(again).toBe(first);
    expect(digest(generateFleet({ ...SMALL, seed: 'labels' }))).toBe(first);
    expect(digest(generateFleet({ ...SMALL, seed: 'other' }))).not.toBe(first);
  });

  it('leaves every credential as it was when one is added', () => {
    const options = { ...SMALL, seed: 'grow', attacks: false } as const;
    const grown = generateFleet({ ...options, credentials: 31 });
    const known = new Set(generateFleet(options).credentials.map(({ credential }) => credential));
    const before = digest(generateFleet(options));
    expect(grown.credentials.filter(({ credential }) => known.has(credential))).toHaveLength(30);
    expect(digest(grown, ({ event }) => known.has(event.credential))).toBe(before);
  });

  it("leaves the owners' own calls as they were when thefts are added", () => {
    const calm = digest(generateFleet({ ...SMALL, seed: 'labels', attacks: false }));
    expect(digest(fleet, ({ label }) => label === null)).toBe(calm);
  });

  it('plans further thefts on many credentials, apart from all else', () => {
    const [from, end] = [fleet.start + 8 * DAY, fleet.start + 15 * DAY];
    const before = digest(fleet);
    const thefts = fleet.furtherThefts({ count: 8, from, end });
    expect(fleet.furtherThefts({ count: 8, from, end })).toEqual(thefts);
    expect(new Set(thefts.map(({ attack }) => attack.credential)).size).toBe(8);
    const lines = thefts.flatMap(({ events }) => events.map(({ event }) => event));
    for (const { time } of lines) expect(time).toBeGreaterThanOrEqual(from - 1_000);
    for (const { time } of lines) expect(time).toBeLessThan(end);
    const known = new Set(fleet.attacks.map(({ id }) => id));
    expect(thefts.filter(({ attack }) => known.has(attack.id))).toEqual([]);
    const ids = new Set(all.map(({ event }) => event.id));
    expect(lines.filter(({ id }) => ids.has(id))).toEqual([]);
    expect(digest(fleet)).toBe(before);
  });

  it('comes in time order, within its span, with unique ids', () => {
    const ids = new Set<string>();
    let last = fleet.start;
    for (const { event } of all) {
      expect(event.time).toBeGreaterThanOrEqual(last);
      last = event.time;
      ids.add(event.id);
    }
    expect(last).toBeLessThan(fleet.end);
    expect(ids.size).toBe(all.length);
  });

  it('labels every call of a theft, and no other', () => {
    const found = new Map<string, LabelledEvent[]>();
    for (const entry of all) {
      if (entry.label === null) continue;
      found.set(entry.label.attack, [...(found.get(entry.label.attack) ?? []), entry]);
    }
    expect([...found.keys()].sort()).toEqual(fleet.attacks.map(({ id }) => id).sort());
    for (const attack of fleet.attacks) {
      const events = (found.get(attack.id) ?? []).map(({ event }) => event);
      expect(events).toHaveLength(attack.events);
      expect(events.every(({ credential }) => credential === attack.credential)).toBe(true);
      expect(events[0]?.time).toBe(attack.start);
      expect(events.at(-1)?.time).toBe(attack.end);
      const addresses = new Set(events.map(({ source_ip }) => source_ip));
      expect([...addresses].sort()).toEqual([...attack.addresses].sort());
    }
    expect(new Set(fleet.attacks.map(({ credential }) => credential)).size).toBe(fleet.attacks.length);
  });

  it('has every address from a network that it can name, and e-mails of example.com alone', () => {
    for (const { event } of all) {
      if (event.source_ip !== undefined) expect(lookup(event.source_ip), event.source_ip).not.toBeNull();
      const mail = /[\w.]+@[\w.]+/.exec(event.path ?? '');
      if (mail !== null) expect(mail[0]).toMatch(/@example\.com$/);
    }
  });

  it('uses a token only while it lives', () => {
    let tokens = 0;
    for (const { event } of all) {
      if (event.token_issued_at === undefined || event.token_expires_at === undefined) continue;
      tokens += 1;
      expect(event.token_expires_at - event.token_issued_at).toBe(3_600_000);
      expect(event.time).toBeGreaterThanOrEqual(event.token_issued_at);
    }
    expect(tokens).toBeGreaterThan(1_000);
  });

  it('has newborn, dormant and changing credentials, and names the changes', () => {
    const big = generateFleet({ seed: 1, kind: 'restless' });
    expect(big.credentials).toHaveLength(120);
    expect((big.end - big.start) / DAY).toBe(56);
    expect(big.credentials.filter(({ newborn }) => newborn !== null).length).toBeGreaterThan(8);
    expect(big.credentials.filter(({ asleepFrom }) => asleepFrom !== null).length).toBeGreaterThan(0);
    expect(new Set(big.changes.map(({ kind }) => kind)).size).toBeGreaterThan(14);
    expect(big.changes.filter(({ oughtToBeDeclared }) => oughtToBeDeclared).length).toBeGreaterThan(3);
    expect(new Set(big.attacks.map(({ kind }) => kind)).size).toBe(ATTACK_KINDS.length);
    expect(big.attacks.some(({ plain }) => !plain)).toBe(true);
    // Thefts of the last third only: before that a detector learns.
    for (const { strikes } of big.attacks) expect(strikes).toBeGreaterThan(big.start + 37 * DAY);
  });

  it('plans forty credentials for a plain fleet, and no theft when none is wanted', () => {
    const plain = generateFleet({ seed: 1, kind: 'plain', attacks: false });
    expect(plain.credentials).toHaveLength(40);
    expect(plain.attacks).toEqual([]);
    const only = generateFleet({ seed: 1, kind: 'plain', attacks: ['loud'], attackCount: 3 });
    expect(only.attacks.map(({ kind }) => kind)).toEqual(['loud', 'loud', 'loud']);
  });

  it('is fast (told, not judged: machines differ)', () => {
    const busy = generateFleet({ seed: 1, kind: 'plain', credentials: 40, days: 3, attacks: false });
    const began = process.cpuUsage();
    let events = 0;
    for (const _ of busy.events()) events += 1;
    const { user, system } = process.cpuUsage(began);
    process.stderr.write(`fleet: ${Math.round(events / ((user + system) / 1e6))} events per second of CPU\n`);
    expect(events).toBeGreaterThan(10_000);
  });
});
