import { existsSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import { count, number } from '../../core/explain/numbers.ts';
import { startOfHour, toIso } from '../../core/time.ts';
import type { Difference } from '../../monitor/verify/difference.ts';
import { repairCredential, type VerifiedCredential, verifyAll } from '../../monitor/verify/verify.ts';

import { countCredentials } from '../../store/accept/credentials.ts';
import { clusterPath } from '../../store/embedded/cluster.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import type { Store } from '../../store/store.ts';
import { askConsent } from '../consent.ts';
import { codeOf, messageOf } from '../failure.ts';
import type { Io } from '../io.ts';
import type { Log } from '../log.ts';
import { Progress } from '../progress.ts';
import { withStore } from '../with-store.ts';
import { type Check, ok, problem } from './check.ts';

/** Differences that are listed; all of them are counted. */
const MOST_LISTED = 1_000;
const NAME = 'stored data';

export interface VerifyOptions {
  readonly repair: boolean;
  /** Consent that needs no asking. */
  readonly yes: boolean;
}

/** `verify` in the output of `doctor --verify --json`. */
export interface VerifyReport {
  credentials: number;
  hours: number;
  /** Hours older than the events that are kept: nothing to count them from. */
  unverifiable_hours: number;
  checkpoints: number;
  ignored_checkpoints: number;
  difference_count: number;
  /** The first of them. */
  differences: ListedDifference[];
  /** Differences that were mended; null when none was to be. */
  repaired: number | null;
}

interface ListedDifference {
  readonly credential: string;
  readonly credential_id: string;
  readonly what: Difference['what'];
  readonly hour: string | null;
  readonly message: string;
  readonly repairable: boolean;
}

/** Recounts everything that is stored, and mends it when that is wanted and consented to. */
export async function verifyStored(
  settings: Settings,
  options: VerifyOptions,
  io: Io,
  log: Log,
): Promise<{ readonly check: Check; readonly report: VerifyReport | null }> {
  if (settings.databaseUrl === null && !existsSync(clusterPath(settings.dataDir))) {
    return { check: ok(NAME, 'nothing is stored yet'), report: null };
  }
  try {
    return await withStore(settings, log, async (store) => {
      const pending = await pendingMigrations(store);
      if (pending.length > 0) {
        const todo = 'Run "zoom-monitor migrate" first.';
        return { check: problem(NAME, 'not verified: the schema is behind', todo), report: null };
      }
      return work(store, settings, options, io);
    });
  } catch (error) {
    const message = `not verified to the end: ${messageOf(error)} (${codeOf(error)})`;
    return { check: problem(NAME, message, 'Mend the cause, and verify again.'), report: null };
  }
}

async function work(
  store: Store,
  settings: Settings,
  options: VerifyOptions,
  io: Io,
): Promise<{ readonly check: Check; readonly report: VerifyReport }> {
  const report = emptyReport();
  const broken: { readonly credentialId: string; readonly repairable: number }[] = [];
  const progress = new Progress(io.stderr, 'recounting', await countCredentials(store.db));
  for await (const verified of verifyAll(store, settings.timeZone)) {
    add(report, verified);
    const { credentialId, differenceCount, repairableCount } = verified;
    if (differenceCount > 0) broken.push({ credentialId, repairable: repairableCount });
    progress.add(1, `${number(report.hours)} hours, ${count(report.difference_count, 'difference')}`);
  }
  progress.end();
  const repairable = broken.filter((one) => one.repairable > 0);
  if (options.repair && repairable.length > 0) {
    const question = `Repair ${count(report.difference_count, 'difference')} in ${count(repairable.length, 'credential')}? Their roll-ups are written anew from the events.`;
    if (options.yes || (await askConsent(io, question))) {
      report.repaired = 0;
      const mending = new Progress(io.stderr, 'repairing', repairable.length);
      for (const { credentialId } of repairable) {
        report.repaired += (await repairCredential(store, credentialId, settings.timeZone)).repairableCount;
        mending.add(1);
      }
      mending.end();
    }
  }
  const left = broken.reduce((sum, one) => sum + one.repairable, 0);
  return { check: checkOf(report, broken.length, left), report };
}

const emptyReport = (): VerifyReport => ({
  credentials: 0,
  hours: 0,
  unverifiable_hours: 0,
  checkpoints: 0,
  ignored_checkpoints: 0,
  difference_count: 0,
  differences: [],
  repaired: null,
});

function add(report: VerifyReport, { credential, credentialId, ...verdict }: VerifiedCredential): void {
  report.credentials += 1;
  report.hours += verdict.hours;
  report.unverifiable_hours += verdict.unverifiableHours;
  report.checkpoints += verdict.checkpoints;
  report.ignored_checkpoints += verdict.ignoredCheckpoints;
  report.difference_count += verdict.differenceCount;
  for (const { what, hour, message, repairable } of verdict.differences) {
    if (report.differences.length === MOST_LISTED) break;
    report.differences.push({
      credential,
      credential_id: credentialId,
      what,
      hour: hour === null ? null : toIso(startOfHour(hour)),
      message,
      repairable,
    });
  }
}

function checkOf(report: VerifyReport, credentials: number, repairable: number): Check {
  const old =
    report.unverifiable_hours === 0
      ? ''
      : `; ${count(report.unverifiable_hours, 'hour')} older than the events that are kept cannot be recounted`;
  if (report.difference_count === 0) {
    const parts = [count(report.credentials, 'credential'), count(report.hours, 'hour')];
    return ok(
      NAME,
      `${parts.join(', ')} and ${count(report.checkpoints, 'checkpoint')} as the events say${old}`,
    );
  }
  const found = `${count(report.difference_count, 'difference')} in ${count(credentials, 'credential')}`;
  if (report.repaired === null && repairable > 0) {
    return problem(NAME, `${found}${old}`, 'Run "zoom-monitor doctor --verify --repair": it asks first.');
  }
  const lost = report.difference_count - repairable;
  if (lost === 0) return ok(NAME, `${found}: all of them repaired${old}`);
  const todo = 'Restore the backup in which these hours can be read.';
  return problem(NAME, `${found}, ${number(lost)} beyond repair${old}`, todo);
}
