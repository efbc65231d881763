import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeGate } from '../../src/http/intake-gate.ts';
import { Turn } from '../../src/http/turns.ts';
import { OverloadedError } from '../../src/monitor/errors.ts';
import { eventLine, startTestService, type TestService } from './support/service.ts';

const here = new AbortController().signal;

/** Enters and notes that it did. */
function visit(gate: IntakeGate, sender: string, seen: string[], signal = here): Promise<() => void> {
  const entered = gate.enter(sender, signal);
  entered.then(() => seen.push(sender)).catch(() => {});
  return entered;
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gate of the intake', () => {
  it('lets in so many at a time, and senders in turn', async () => {
    const gate = new IntakeGate({ running: 1, waiting: 20 });
    const seen: string[] = [];
    const leave = await visit(gate, 'a', seen);
    const waiting = ['a', 'a', 'b', 'c'].map((sender) => visit(gate, sender, seen));
    await settled();
    expect(seen).toEqual(['a']);
    leave();
    for (const turn of [0, 2, 3, 1]) {
      const next = await waiting[turn]!;
      await settled();
      next();
    }
    await settled();
    expect(seen).toEqual(['a', 'a', 'b', 'c', 'a']);
  });

  it('turns a sender away past his share, and keeps a share for who comes next', async () => {
    const gate = new IntakeGate({ running: 1, waiting: 4 });
    const leave = await gate.enter('flood', here);
    const places = [gate.enter('flood', here), gate.enter('flood', here)];
    await expect(gate.enter('flood', here)).rejects.toThrow(OverloadedError);
    const polite = gate.enter('polite', here);
    leave();
    const first = await places[0]!;
    first();
    const second = await polite;
    second();
    (await places[1]!)();
    expect(await gate.enter('anyone', here)).toBeTypeOf('function');
  });

  it('gives the place of one who went away to another, and counts nobody twice', async () => {
    const gate = new IntakeGate({ running: 1, waiting: 4 });
    const leave = await gate.enter('a', here);
    const away = new AbortController();
    const gone = gate.enter('b', away.signal);
    const stays = gate.enter('c', here);
    away.abort(new Error('went away'));
    await expect(gone).rejects.toThrow('went away');
    leave();
    leave();
    const last = await stays;
    await expect(Promise.race([gate.enter('d', here), settled().then(() => 'waits')])).resolves.toBe('waits');
    last();
  });

  it('holds a refusal back, and refuses at once whoever hangs up meanwhile', async () => {
    const gate = new IntakeGate({ running: 0, waiting: 0 });
    const away = new AbortController();
    const refused = new Turn(gate, 'a', away.signal).take();
    const early = Promise.race([refused.catch(() => 'refused'), settled().then(() => 'held back')]);
    expect(await early).toBe('held back');
    away.abort(new Error('went away'));
    await expect(refused).rejects.toThrow(OverloadedError);
  });
});

describe('the intake over HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  /** A large request that sends its head and a first line, and then nothing. */
  async function stall(key: string): Promise<Socket> {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    const head = ['POST /v1/events HTTP/1.1', 'host: x', `authorization: Bearer ${key}`];
    const kind = ['content-type: application/x-ndjson', 'content-length: 10000000', '', ''];
    socket.write(`${[...head, ...kind].join('\r\n')}${JSON.stringify(eventLine())}\n`);
    return socket;
  }

  it('lets nobody wait for senders that stall, however many there are', async () => {
    const stalled = await Promise.all(Array.from({ length: 60 }, () => stall(service.keys.ingest)));
    const other = await service.makeKey({ role: 'ingest', name: 'other' });
    const lines = Array.from({ length: 400 }, () => eventLine({ user_agent: 'x'.repeat(200) }));
    const began = performance.now();
    expect(await (await service.send(lines, undefined, other)).json()).toMatchObject({ accepted: 400 });
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const socket of stalled) socket.destroy();
  });

  it('turns away what finds no room, takes it later, and loses nothing', async () => {
    const bodies = Array.from({ length: 220 }, () =>
      Array.from({ length: 120 }, () => eventLine({ user_agent: 'y'.repeat(500), source_ip: '192.0.2.77' })),
    );
    const statuses = new Map<number, number>();
    await Promise.all(
      bodies.map(async (lines) => {
        for (;;) {
          const answer = await service.send(lines);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          if (answer.status === 200) return;
          expect(answer.headers.get('retry-after')).toBe('2');
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }),
    );
    expect(statuses.get(200)).toBe(220);
    expect(statuses.get(503)).toBeGreaterThan(0);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from access_event where source_ip = '192.0.2.77'`.execute(service.store.db);
    expect(rows[0]!.n).toBe(220 * 120);
  });
});
