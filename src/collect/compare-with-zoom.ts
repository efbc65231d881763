import { hash } from 'node:crypto';
import { bareEvent } from '../core/bare-event.ts';
import type { AccessEvent } from '../core/event.ts';
import { type Comparison, compareCalls, evidenceOfStrangers } from '../core/ledger/judge-window.ts';
import { lossRateOf } from '../core/ledger/loss-rate.ts';
import { ledgerOperation } from '../core/ledger/operation.ts';
import { DAY, HOUR, type HourNumber, hourOf, MINUTE, startOfHour } from '../core/time.ts';
import { credentialIdOf, hexToUuid } from '../ingest/identity.ts';
import { readCoverage } from '../store/queries/coverage.ts';
import {
  callsBetween,
  lastCompared,
  lossesBefore,
  MOST_CALLS,
  noteComparison,
  operationsOfDayBefore,
  type StoredCall,
  sourcesOf,
  spanOfCalls,
} from '../store/queries/ledger.ts';
import { addToNotice } from '../store/queries/notices.ts';
import { listApps } from '../store/queries/zoom-apps.ts';
import { appCredential } from './app-inventory.ts';
import type { Intake } from './take-records.ts';

/** Clocks, and the moments at which a call is logged, lie at most so far apart. */
const SKEW = 2 * MINUTE;
/** Our log is read for so much longer on both sides, to see when it was down. */
const AROUND = HOUR / 2;
/** An hour is compared once so much time has passed since: both logs may be late. */
const SETTLED = 90 * MINUTE;
/** Hours that are compared again each time, should a log have been later still. */
const AGAIN = 6;
/** How far back a newly linked app is compared. */
const LOOK_BACK = 7 * DAY;
/** A credential of which we saw nothing for so long has no log of ours. */
const NO_LOG = 7 * DAY;
/** Once in thirty years of hours, for each app; a day is looked at once an hour, and so asks for more. */
const [TOLD_FROM, DAY_TOLD_FROM] = [18, 22];

/**
 * The ledger: compares, hour by hour, what Zoom logged of each linked app with what our own logs saw of its credential. Calls
 * that only Zoom saw, and that lost lines do not explain, become events of the credential (`ledger …`), whose rule is
 * `zoom_side_only`. Doing it again changes nothing.
 *
 * @returns how many such calls were new
 */
export async function compareWithZoom(intake: Intake): Promise<number> {
  const { store, now } = intake;
  let told = 0;
  for (const { appId, name, clientId } of await listApps(store)) {
    if (clientId === null) continue;
    const zoomSide = await spanOfCalls(store, credentialIdOf(appCredential(appId)));
    if (zoomSide === null) continue;
    const ourSide = await spanOfCalls(store, credentialIdOf(clientId));
    if (ourSide === null || ourSide.newest < zoomSide.newest - NO_LOG) {
      await tellNoLog(intake, { appId, name, clientId });
      continue;
    }
    const last = await lastCompared(store, appId, clientId);
    // Before our log begins, nobody could have seen the calls.
    const begin = Math.max(now() - LOOK_BACK, zoomSide.first, ourSide.first + HOUR);
    const from = last === null ? hourOf(begin) : last - AGAIN + 1;
    const app = { appId, name, clientId, sources: await sourcesOf(store, credentialIdOf(clientId)) };
    for (let hour = from; startOfHour(hour + 1) <= now() - SETTLED; hour += 1) {
      told += await compareHour(intake, app, hour);
    }
  }
  return told;
}

interface LinkedApp {
  readonly appId: string;
  readonly name: string;
  readonly clientId: string;
}

async function compareHour(
  intake: Intake,
  app: LinkedApp & { readonly sources: readonly string[] },
  hour: HourNumber,
): Promise<number> {
  const { store } = intake;
  const { appId, clientId } = app;
  const [start, end] = [startOfHour(hour), startOfHour(hour + 1)];
  const zoomSide = await callsBetween(store, credentialIdOf(appCredential(appId)), start, end);
  if (zoomSide.length === 0) return 0;
  const ourSide = await callsBetween(store, credentialIdOf(clientId), start - AROUND, end + AROUND);
  const wasSeen = ourSide.some(({ time }) => time >= start - SKEW && time < end + SKEW);
  const compared = (await isCovered(intake, app.sources, hour, wasSeen))
    ? compareCalls(zoomSide.slice(0, comparable(zoomSide, ourSide)), ourSide, { from: start, to: end }, SKEW)
    : uncovered(zoomSide);
  const losses = await lossesBefore(store, hour, app);
  const lossRate = lossRateOf(losses);
  const tells = await isStriking(intake, app, hour, compared, lossRate);
  // First the events: should this end between the two, the hour is compared again.
  const added = tells ? await tell(intake, app, zoomSide, { compared, losses, lossRate }) : 0;
  await noteComparison(store, appId, clientId, hour, compared, tells);
  return added;
}

async function isStriking(
  { store }: Intake,
  { appId, clientId }: LinkedApp,
  hour: HourNumber,
  { zoomOnly, operations }: Comparison,
  lossRate: number,
): Promise<boolean> {
  if (zoomOnly.length === 0) return false;
  if (evidenceOfStrangers(operations, lossRate) >= TOLD_FROM) return true;
  const day = [operations, ...(await operationsOfDayBefore(store, appId, clientId, hour))];
  const sums = new Map<string, [number, number]>();
  for (const [operation, [matched, only]] of day.flatMap((one) => Object.entries(one))) {
    const sum = sums.get(operation) ?? [0, 0];
    sums.set(operation, [sum[0] + matched, sum[1] + only]);
  }
  return evidenceOfStrangers(Object.fromEntries(sums), lossRate) >= DAY_TOLD_FROM;
}

/** Hours of the same time of day that are looked at, and the share of them in which a source that sleeps then was heard. */
const [SAME_HOURS, ASLEEP] = [14, 0.5];

/**
 * Whether our logs can have seen the hour: the credential itself was seen in it, or a source of it was, or its sources are
 * mostly silent at this time of day.
 */
async function isCovered(
  { store }: Intake,
  sources: readonly string[],
  hour: HourNumber,
  wasSeen: boolean,
): Promise<boolean> {
  if (wasSeen) return true;
  const from = hour - 24 * SAME_HOURS;
  const own = (await readCoverage(store, { from, to: hour + 1 })).filter(({ source }) =>
    sources.includes(source),
  );
  if (own.some(({ counts }) => counts.at(-1)! > 0)) return true;
  const days = Array.from({ length: SAME_HOURS }, (_, day) => 24 * day);
  const heard = days.filter((offset) => own.some(({ counts }) => counts[offset]! > 0)).length;
  return heard < ASLEEP * SAME_HOURS;
}

/** How many of Zoom's calls lie within what was read of ours: of an hour with more calls than are read, the first ones. */
function comparable(zoomSide: readonly StoredCall[], ourSide: readonly StoredCall[]): number {
  if (ourSide.length < MOST_CALLS) return zoomSide.length;
  const until = ourSide.at(-1)!.time - SKEW;
  const beyond = zoomSide.findIndex(({ time }) => time > until);
  return beyond < 0 ? zoomSide.length : beyond;
}

const uncovered = (zoomSide: readonly StoredCall[]): Comparison => ({
  zoomSide: zoomSide.length,
  matched: 0,
  uncovered: zoomSide.length,
  zoomOnly: [],
  operations: {},
});

interface Grounds {
  readonly compared: Comparison;
  readonly losses: { readonly matched: number; readonly zoomOnly: number };
  readonly lossRate: number;
}

async function tell(
  intake: Intake,
  app: LinkedApp,
  zoomSide: readonly StoredCall[],
  grounds: Grounds,
): Promise<number> {
  const events = grounds.compared.zoomOnly.map((place) => strangerEvent(app, zoomSide[place]!, grounds));
  const outcomes = await intake.sink.accept(events, null);
  return outcomes.filter(({ kind }) => kind === 'accepted').length;
}

/** The call as an event of the credential that made it. Its id is that of Zoom's record: told once. */
function strangerEvent(
  app: LinkedApp,
  call: StoredCall,
  { compared, losses, lossRate }: Grounds,
): AccessEvent {
  return bareEvent({
    credential: app.clientId,
    credentialId: credentialIdOf(app.clientId),
    eventId: hexToUuid(hash('sha256', `ledger\n${app.clientId}\n${call.eventId}`)),
    time: call.time,
    operation: ledgerOperation(call.operation),
    status: call.status,
    trackingId: call.trackingId,
    accountId: call.accountId,
    source: 'zoom-ledger',
    extra: {
      record_of: 'zoom-call-log',
      zoom_app: app.appId,
      zoom_app_name: app.name,
      path: call.path,
      compared: compared.zoomSide - compared.uncovered,
      matched: compared.matched,
      zoom_only: compared.zoomOnly.length,
      matched_before: losses.matched,
      zoom_only_before: losses.zoomOnly,
      loss_rate: lossRate,
    },
  });
}

async function tellNoLog({ store }: Intake, { appId, name, clientId }: LinkedApp): Promise<void> {
  await addToNotice(store, {
    kind: 'ledger_no_log',
    subject: appId,
    message:
      `Zoom logs calls of the app "${name}", which is linked to ${clientId}, but no log of ours has seen that credential for a week. ` +
      'Calls of strangers cannot be told from its own until its traffic passes a gateway or proxy whose log comes here.',
    count: 1,
  });
}
