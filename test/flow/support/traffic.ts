import type { StandInApp } from '../../support/zoom-stand-in/stand-in.ts';
import { type Answer, type Caller, createCaller } from './caller.ts';
import type { Gateway } from './gateway.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One call to come, with an access token of the app. */
export interface PlannedCall {
  readonly at: number;
  readonly app: StandInApp;
  readonly from: string;
  readonly userAgent: string;
  readonly method: string;
  readonly path: string;
}

/** A report on working days, from 08:00 to 18:00 UTC, by two machines in turn. */
export function reporting(app: StandInApp, from: number, to: number): PlannedCall[] {
  return hours(from, to).flatMap((hour) => {
    const [weekday, clock] = [new Date(hour).getUTCDay(), new Date(hour).getUTCHours()];
    if (weekday === 0 || weekday === 6 || clock < 8 || clock >= 18) return [];
    const minute = (hour / HOUR) % 7;
    return [
      '/users?page_size=100',
      '/report/activities?page_size=50',
      '/users/me/meetings',
      '/metrics/meetings',
    ].map((path, index) => ({
      at: hour + (minute + 11 * index) * MINUTE,
      app,
      from: index % 2 === 0 ? '127.0.1.10' : '127.0.1.11',
      userAgent: 'reporting/2.1 python-requests/2.32.3',
      method: 'GET',
      path: `/v2${path}`,
    }));
  });
}

/** A directory sync that runs every half hour, day and night, on one machine. */
export function directorySync(app: StandInApp, from: number, to: number): PlannedCall[] {
  return hours(from, to).flatMap((hour) =>
    [3, 33].map((minute) => ({
      at: hour + minute * MINUTE + ((hour / HOUR) % 13) * 1_000,
      app,
      from: '127.0.2.20',
      userAgent: 'axios/1.13.2',
      method: 'GET',
      path: '/v2/users?page_size=300',
    })),
  );
}

/** Someone with the leaked secret, far from both, within ten minutes: the directory, then recordings one by one. */
export function stranger(app: StandInApp, at: number, from: string): PlannedCall[] {
  const paths = ['/users/me', '/users?page_size=300', '/roles'];
  for (let index = 0; index < 40; index += 1)
    paths.push(`/users/user${index}@example.com/recordings?page_size=300`);
  return paths.map((path, index) => ({
    at: at + index * 13_000,
    app,
    from,
    userAgent: 'curl/8.5.0',
    method: 'GET',
    path: `/v2${path}`,
  }));
}

export const inOrder = (...plans: readonly PlannedCall[][]): PlannedCall[] =>
  plans.flat().sort((a, b) => a.at - b.at);

/** Makes the calls through the gateway, at the times planned by its clock, and remembers every secret used. */
export class TrafficPlayer {
  /** Client secrets, Authorization values and access tokens that went over the wire. */
  readonly secrets = new Set<string>();
  #made = 0;
  readonly #gateway: Gateway;
  readonly #setTime: (time: number) => void;
  readonly #callers = new Map<string, Caller>();
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();

  constructor(gateway: Gateway, setTime: (time: number) => void) {
    this.#gateway = gateway;
    this.#setTime = setTime;
  }

  /** Calls made so far, those for tokens included. */
  get made(): number {
    return this.#made;
  }

  async play(calls: readonly PlannedCall[]): Promise<void> {
    for (const call of calls) {
      this.#setTime(call.at);
      const token = await this.#token(call);
      const answer = await this.#call(call, call.method, call.path, `Bearer ${token}`);
      if (answer.status !== 200)
        throw new Error(`${call.method} ${call.path} was answered ${answer.status}: ${answer.body}`);
    }
  }

  /** One call outside of any plan, at the time of the last one; whatever the answer. */
  async request(
    as: Pick<PlannedCall, 'from' | 'userAgent'>,
    path: string,
    authorization: string,
  ): Promise<void> {
    await this.#call(as, 'GET', path, authorization);
  }

  close(): void {
    for (const caller of this.#callers.values()) caller.close();
  }

  /** Every machine asks for a token of its own when it has none for the next minute. */
  async #token(call: PlannedCall): Promise<string> {
    const name = `${call.app.clientId} ${call.from}`;
    const known = this.#tokens.get(name);
    if (known !== undefined && known.until > call.at + MINUTE) return known.token;
    const { clientId, clientSecret, accountId } = call.app;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const path = `/oauth/token?grant_type=account_credentials&account_id=${accountId}`;
    const answer = await this.#call(call, 'POST', path, `Basic ${basic}`);
    const { access_token: token } = JSON.parse(answer.body) as { readonly access_token: string };
    // The signature is what makes a token of its claims, which everybody may know.
    for (const secret of [clientSecret, basic, token.split('.')[2] ?? token]) this.secrets.add(secret);
    this.#tokens.set(name, { token, until: call.at + HOUR });
    return token;
  }

  #call(
    { from, userAgent }: Pick<PlannedCall, 'from' | 'userAgent'>,
    method: string,
    path: string,
    authorization: string,
  ): Promise<Answer> {
    this.#made += 1;
    let caller = this.#callers.get(from);
    if (caller === undefined) {
      caller = createCaller({ port: this.#gateway.port, ca: this.#gateway.ca, from, userAgent });
      this.#callers.set(from, caller);
    }
    return caller.call(method, path, { authorization });
  }
}

/** Midnight UTC of the Monday five weeks before the week of `now`. */
export function mondayFiveWeeksBefore(now: number): number {
  const today = Math.floor(now / DAY) * DAY;
  return today - (((new Date(today).getUTCDay() + 6) % 7) + 35) * DAY;
}

function hours(from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / HOUR) }, (_, index) => from + index * HOUR);
}
