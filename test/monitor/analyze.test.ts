import { describe, expect, it } from 'vitest';
import { Analyzer } from '../../src/monitor/analyze.ts';
import { detection, monday, replay, story } from './support/traffic.ts';

const options = { budget: detection.budget, timeZone: 'UTC', learnUntil: 0 };

describe('the analyzer', () => {
  const events = story(3, 30);

  it('finds what the replay of each credential finds', () => {
    const analyzer = new Analyzer(options);
    for (let i = 0; i < events.length; i += 97)
      analyzer.add({ events: events.slice(i, i + 97), rejections: [] });
    const { findings, accepted, duplicate, credentials } = analyzer.finish();
    expect({ accepted, duplicate, credentials }).toEqual({
      accepted: events.length,
      duplicate: 0,
      credentials: 3,
    });
    const byId = (a: { credentialId: string }, b: { credentialId: string }): number =>
      a.credentialId < b.credentialId ? -1 : 1;
    expect([...findings].sort(byId)).toEqual(replay(events).sort(byId));
    expect(findings.length).toBeGreaterThan(0);
  });

  it('counts an event that is sent twice once', () => {
    const analyzer = new Analyzer(options);
    analyzer.add({ events: events.flatMap((event) => [event, event]), rejections: [] });
    const twice = analyzer.finish();
    expect(twice.duplicate).toBe(events.length);
    expect(twice.findings.map(({ eventCount }) => eventCount)).toEqual(
      replay(events).map(({ eventCount }) => eventCount),
    );
  });

  it('finds the same in more events than may wait for their turn', () => {
    const many = events
      .flatMap((event) =>
        Array.from({ length: 20 }, (_, i) => ({
          ...event,
          time: event.time + i,
          eventId: `${event.eventId}${i}`,
        })),
      )
      .sort((a, b) => a.time - b.time);
    expect(many.length).toBeGreaterThan(70_000);
    const analyzer = new Analyzer(options);
    for (let i = 0; i < many.length; i += 997)
      analyzer.add({ events: many.slice(i, i + 997), rejections: [] });
    const { findings, accepted } = analyzer.finish();
    expect(accepted).toBe(many.length);
    const byId = (a: { credentialId: string }, b: { credentialId: string }): number =>
      a.credentialId < b.credentialId ? -1 : 1;
    expect([...findings].sort(byId)).toEqual(replay(many).sort(byId));
    expect(findings.length).toBeGreaterThan(0);
  });

  it('finds nothing in the time that is only learnt', () => {
    const analyzer = new Analyzer({ ...options, learnUntil: monday + 365 * 86_400_000 });
    analyzer.add({ events, rejections: [] });
    expect(analyzer.finish().findings).toEqual([]);
  });

  it('leaves out what comes after its hour was closed, and says so', () => {
    const analyzer = new Analyzer(options);
    analyzer.add({ events: [...events.slice(100), ...events.slice(0, 1)], rejections: [] });
    expect(analyzer.finish().outOfOrder).toBe(1);
  });
});
