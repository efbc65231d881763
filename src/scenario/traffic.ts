import { DAY, HOUR, SECOND } from '../core/time.ts';
import { userAgentAt } from './clients.ts';
import { exponential } from './distributions.ts';
import type { Egress } from './egress.ts';
import { logLine, successStatus } from './log-line.ts';
import { type ApiOperation, OPERATIONS } from './operations.ts';
import {
  type Burst,
  type ClientMix,
  type OperationMix,
  phaseAt,
  type TrafficPlan,
  type Trouble,
  volumeAt,
} from './owner.ts';
import type { Random } from './random.ts';
import type { Run } from './rhythm.ts';
import { type Token, type TokenStyle, tokenNumber, tokenOf } from './tokens.ts';
import type { LabelledEvent } from './wire.ts';

/**
 * Makes an owner's calls hour by hour, in ascending hours. Every day has randomness of its own, so what is drawn on
 * one changes nothing on another. Within an hour they are in no order, and calls that begin in it may end after it:
 * the caller sorts.
 */
export function ownersTraffic(owner: TrafficPlan): (hourStart: number) => LabelledEvent[] {
  const tokens = new Map<string, TokenUse>();
  let runs: PlannedRun[] = [];
  let next = 0;
  let day = newDay(owner, 0, tokens);
  return (hourStart) => {
    if (hourStart % DAY === 0) {
      day = newDay(owner, hourStart, tokens);
      runs = planDay(day, hourStart);
      next = 0;
    }
    day.events = [];
    for (; next < runs.length && (runs[next] as PlannedRun).start < hourStart + HOUR; next += 1) {
      addRun(day, runs[next] as PlannedRun);
    }
    for (const [key, use] of tokens) {
      if (!use.minted) addMint(day, use);
      use.minted = true;
      if ((use.token.expiresAt ?? hourStart) < hourStart) tokens.delete(key);
    }
    return day.events;
  };
}

/** A day in the making. */
interface Day {
  readonly owner: TrafficPlan;
  readonly random: Random;
  readonly prefix: string;
  readonly tokens: Map<string, TokenUse>;
  /** Those of the current hour. */
  events: LabelledEvent[];
  /** Calls so far, for their ids. */
  calls: number;
}

function newDay(owner: TrafficPlan, dayStart: number, tokens: Map<string, TokenUse>): Day {
  const name = (dayStart / DAY).toString(36);
  const prefix = `${owner.context.credential.slice(0, 8)}-${name}-`;
  return { owner, random: owner.random.fork(`day/${name}`), prefix, tokens, events: [], calls: 0 };
}

/** Everything that begins that day, by time. */
function planDay(day: Day, dayStart: number): PlannedRun[] {
  const { owner, random } = day;
  const planned: PlannedRun[] = [];
  for (const run of phaseAt(owner.rhythm, dayStart)(dayStart, random)) {
    const calls = thin(run.calls, volumeAt(owner.volume, run.start), random);
    if (calls > 0 && run.start >= owner.from && run.start < owner.until)
      planned.push(planRun(owner, run, calls));
  }
  for (const burst of owner.bursts) {
    if (burst.start >= dayStart && burst.start < dayStart + DAY) planned.push(planBurst(owner, burst));
  }
  return planned.sort((a, b) => a.start - b.start);
}

/** A token, and the first call that was made with it. */
interface TokenUse {
  readonly token: Token;
  readonly style: TokenStyle;
  minted: boolean;
  first: number;
  address: string;
  userAgent: string;
}

interface PlannedRun extends Run {
  readonly egress: Egress;
  readonly addressPerRun: boolean;
  readonly clients: ClientMix;
  readonly operations: OperationMix;
  readonly tokens: TokenStyle;
}

function planRun(owner: TrafficPlan, run: Run, calls: number): PlannedRun {
  return {
    start: run.start,
    length: run.length,
    calls,
    egress: phaseAt(owner.egress, run.start),
    addressPerRun: owner.addressPerRun,
    clients: phaseAt(owner.clients, run.start),
    operations: phaseAt(owner.operations, run.start),
    tokens: owner.tokens,
  };
}

/** Somebody at another place starts a program of his own there, which mints a token of its own. */
function planBurst(owner: TrafficPlan, burst: Burst): PlannedRun {
  const elsewhere = burst.egress !== undefined;
  const usual = planRun(owner, burst, burst.calls);
  return {
    ...usual,
    egress: burst.egress ?? usual.egress,
    addressPerRun: elsewhere || usual.addressPerRun,
    clients: burst.clients ?? usual.clients,
    operations: burst.operations ?? usual.operations,
    tokens: elsewhere ? { ...owner.tokens, perRun: true } : owner.tokens,
  };
}

function addRun(day: Day, run: PlannedRun): void {
  const { owner, random } = day;
  const runAddress = run.addressPerRun ? run.egress(run.start, random) : null;
  const runGroup = random.integer(0, run.tokens.groups - 1);
  const troubles = owner.troubles.length === 0 ? NO_TROUBLE : troublesOf(owner, run);
  for (let call = 0; call < run.calls; call += 1) {
    const time = Math.floor(run.start + run.length * random.next());
    const address = runAddress ?? run.egress(time, random);
    const client = run.clients.clients[run.clients.draw(random)] as (typeof run.clients.clients)[number];
    const userAgent = userAgentAt(client, time);
    const group = runAddress !== null ? runGroup : random.integer(0, run.tokens.groups - 1);
    const token = useToken(day, run, group, time, address, userAgent);
    const operation =
      OPERATIONS[run.operations.names[run.operations.draw(random)] as keyof typeof OPERATIONS];
    const trouble = troubles.find(({ from, until }) => from <= time && time < until);
    const failed = trouble !== undefined && random.chance(trouble.share);
    const status = failed ? random.pick(trouble.statuses) : everydayStatus(owner, operation, random);
    push(day, time, address, operation, userAgent, status, token);
    if (failed) repeat(day, time, address, operation, userAgent, token, trouble);
  }
}

const NO_TROUBLE: readonly Trouble[] = [];

/** Retries with exponential backoff, until one succeeds or the program gives up. */
function repeat(
  day: Day,
  time: number,
  address: string,
  operation: ApiOperation,
  userAgent: string,
  token: Token,
  trouble: Trouble,
): void {
  const { random } = day;
  let at = time;
  for (let retry = 1; retry <= trouble.retries; retry += 1) {
    at += Math.floor(exponential(random, Math.min(60, 2 ** retry)) * SECOND) + 200;
    const failed = at < trouble.until && random.chance(trouble.share);
    const status = failed ? random.pick(trouble.statuses) : successStatus(operation);
    push(day, at, address, operation, userAgent, status, token);
    if (!failed) return;
  }
}

function push(
  day: Day,
  time: number,
  address: string,
  operation: ApiOperation,
  userAgent: string,
  status: number,
  token: Token | null,
): void {
  const id = day.prefix + day.calls.toString(36);
  day.calls += 1;
  const call = { time, id, address, operation, status, userAgent, token, bytesFactor: 1 };
  day.events.push({ event: logLine(day.owner.context, call, day.random), label: null });
}

function useToken(
  day: Day,
  run: PlannedRun,
  group: number,
  time: number,
  address: string,
  userAgent: string,
): Token {
  const style = run.tokens;
  const number = tokenNumber(style, time, group, run.start);
  const key = `${group}/${number}`;
  const use = day.tokens.get(key);
  if (use === undefined) {
    const token = tokenOf(style, number, group);
    day.tokens.set(key, { token, style, minted: false, first: time, address, userAgent });
    return token;
  }
  if (time < use.first) {
    use.first = time;
    use.address = address;
    use.userAgent = userAgent;
  }
  return use.token;
}

/** The call at zoom.us that made the token, just before its first use. */
function addMint(day: Day, use: TokenUse): void {
  const { style, token } = use;
  if (!style.mintsLogged || style.kind === 'key' || style.kind === 'jwt') return;
  const at = Math.max(use.first - 400, Math.min(use.first - 1, token.issuedAt ?? 0));
  push(day, at, use.address, OPERATIONS.mintToken, use.userAgent, 200, null);
}

function everydayStatus(owner: TrafficPlan, operation: ApiOperation, random: Random): number {
  const { notFound, refused, throttled, server, expired } = owner.faults;
  const point = random.next();
  if (point < throttled) return 429;
  if (point < throttled + server) return random.pick([500, 502, 503, 504]);
  if (point < throttled + server + expired) return 401;
  if (point < throttled + server + expired + refused) return random.pick([400, 403]);
  if (operation.ids.length > 0 && point > 1 - notFound) return 404;
  return successStatus(operation);
}

const troublesOf = (owner: TrafficPlan, run: Run): Trouble[] =>
  owner.troubles.filter(({ from, until }) => from < run.start + run.length && run.start < until);

/** `calls` times `factor`, rounded at random so that the mean is kept. */
function thin(calls: number, factor: number, random: Random): number {
  return factor === 1 ? calls : Math.floor(calls * factor + random.next());
}
