import { type Client, makeClient, SERVICE_FAMILIES, userAgentAt } from '../../src/scenario/clients.ts';
import { Directory, token } from '../../src/scenario/directory.ts';
import { type LogContext, logLine, successStatus } from '../../src/scenario/log-line.ts';
import { formatV4 } from '../../src/scenario/networks.ts';
import { OPERATIONS, type OperationName } from '../../src/scenario/operations.ts';
import { type OperationMix, operationMix } from '../../src/scenario/owner.ts';
import { PURPOSES, type Purpose } from '../../src/scenario/purposes.ts';
import { Random } from '../../src/scenario/random.ts';
import { type TokenStyle, tokenNumber, tokenOf } from '../../src/scenario/tokens.ts';
import type { WireEvent } from '../../src/scenario/wire.ts';

/** A program with a credential of its own: one to three addresses, one client, some operations, a token an hour. */
interface Caller {
  readonly context: LogContext;
  readonly addresses: readonly string[];
  readonly client: Client;
  readonly operations: OperationMix;
  readonly tokens: TokenStyle;
}

/**
 * Programs that all call equally often, at any time of the day. In a real fleet few credentials make most of the
 * calls; here a batch touches as many of them as it can, which is the dearest that a given number of credentials can be.
 */
export class EvenFleet {
  readonly #seed: string;
  readonly #callers: readonly Caller[];

  constructor(seed: string, credentials: number) {
    this.#seed = seed;
    const random = new Random(`bench/${seed}`);
    const directory = new Directory(random.fork('directory'), 500);
    this.#callers = Array.from({ length: credentials }, () => makeCaller(directory, random));
  }

  get credentials(): string[] {
    return this.#callers.map(({ context }) => context.credential);
  }

  get addresses(): string[] {
    return this.#callers.flatMap(({ addresses }) => addresses);
  }

  /**
   * `count` calls in order of time, evenly from `from` up to `until` (epoch ms), each by a caller drawn at random; with
   * `inTurn`, each caller after the other. The ids of other spans are others.
   */
  *calls(from: number, until: number, count: number, inTurn = false): Generator<WireEvent, void, undefined> {
    const random = new Random(`bench/${this.#seed}/${from}`);
    const prefix = `${this.#seed}-${from.toString(36)}-`;
    for (let i = 0; i < count; i += 1) {
      const time = Math.floor(from + ((until - from) * i) / count);
      const caller = inTurn ? this.#callers[i % this.#callers.length]! : random.pick(this.#callers);
      const name = caller.operations.names[caller.operations.draw(random)] as OperationName;
      const operation = OPERATIONS[name];
      const status = random.chance(0.01) ? random.pick([400, 404, 429, 500]) : successStatus(operation);
      yield logLine(
        caller.context,
        {
          time,
          id: prefix + i.toString(36),
          address: random.pick(caller.addresses),
          operation,
          status,
          userAgent: userAgentAt(caller.client, time),
          token: tokenOf(caller.tokens, tokenNumber(caller.tokens, time, 0, 0), 0),
          bytesFactor: 1,
        },
        random,
      );
    }
  }
}

function makeCaller(directory: Directory, random: Random): Caller {
  const purpose: Purpose = random.pick(Object.values(PURPOSES));
  const subnet = random.integer(0x0b0000, 0xdf0000);
  const usual = purpose.core.map((name, rank): [OperationName, number] => [name, 1 / (rank + 1)]);
  const seldom = purpose.rare.map((name): [OperationName, number] => [name, 0.005]);
  return {
    context: {
      credential: clientId(random),
      accountId: 'Rk3vT9qWQeOa7LxZ2mBnYg',
      source: 'egress-gateway',
      log: 'full',
      directory,
      userStyle: random.pick(['id', 'id', 'email']),
    },
    addresses: Array.from({ length: random.integer(1, 3) }, () => formatV4(subnet, random.integer(1, 254))),
    client: makeClient(random.weighted(SERVICE_FAMILIES), 0, 1, random),
    operations: operationMix([...usual, ...seldom]),
    tokens: { kind: 's2s', groups: 1, perRun: false, mintsLogged: false, seed: random.uint32() },
  };
}

/** As Zoom's are. */
const clientId = (random: Random): string => token(random, 22);

/** A body of `POST /v1/events`, made before the clock runs. */
export interface Body {
  readonly bytes: Buffer;
  readonly lines: number;
}

/** The bodies that a shipper would send: NDJSON, so many lines in each. */
export function* bodiesOf(events: Iterable<WireEvent>, lines: number): Generator<Body, void, undefined> {
  let texts: string[] = [];
  for (const event of events) {
    texts.push(`${JSON.stringify(event)}\n`);
    if (texts.length < lines) continue;
    yield bodyOf(texts);
    texts = [];
  }
  if (texts.length > 0) yield bodyOf(texts);
}

const bodyOf = (texts: readonly string[]): Body => ({
  bytes: Buffer.from(texts.join('')),
  lines: texts.length,
});

/** The next so many; the rest stays for later. */
export function* take(bodies: Iterator<Body>, count: number): Generator<Body, void, undefined> {
  for (let i = 0; i < count; i += 1) {
    const next = bodies.next();
    if (next.done !== true) yield next.value;
  }
}
