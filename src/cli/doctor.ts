import { describeSettings } from '../config/describe.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { SettingsError } from '../config/settings-error.ts';
import { number } from '../core/explain/numbers.ts';
import { requireAnswerable } from './consent.ts';
import { type Check, problem } from './doctor/check.ts';
import { checkDatabase } from './doctor/database-checks.ts';
import { checkFiles } from './doctor/file-checks.ts';
import { checkIssuerAnswers } from './doctor/issuer-checks.ts';
import { checkMachine, checkNode } from './doctor/machine-checks.ts';
import { checkSettings } from './doctor/setting-checks.ts';
import { type VerifyReport, verifyStored } from './doctor/verify.ts';
import { EXIT, type Io, say, table } from './io.ts';
import { openCommandLog } from './log.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  /** Recount what is stored from the events. */
  readonly verify?: boolean;
  /** … and mend what differs, after asking. */
  readonly repair?: boolean;
  readonly yes?: boolean;
}

/**
 * `doctor`: every setting and where it came from, then every check, the recount when it is asked for. Exit code 1 when
 * there is a problem; a difference that was repaired is none any more.
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  if (options.repair === true) requireAnswerable(io, options.yes === true);
  const settings = describeSettings(io.env);
  const { checks, verify } = await examine(options, io);
  const problems = checks.filter((check) => check.level === 'problem').length;
  const warnings = checks.filter((check) => check.level === 'warning').length;
  if (options.json === true) {
    say(io, JSON.stringify({ settings, checks, problems, warnings, ...(verify && { verify }) }, null, 2));
  } else {
    say(io, 'Settings');
    for (const line of table(settings.map((each) => ['', each.name, each.value, each.origin]))) say(io, line);
    say(io, '\nChecks');
    for (const line of lines(checks)) say(io, line);
    for (const line of verify === null ? [] : differenceLines(verify)) say(io, line);
    say(io, `\n${problems} problems, ${warnings} warnings`);
  }
  return problems === 0 ? EXIT.ok : EXIT.failed;
}

interface Examination {
  readonly checks: readonly Check[];
  /** Null: not asked for, or nothing to look at. */
  readonly verify: VerifyReport | null;
}

async function examine(options: DoctorOptions, io: Io): Promise<Examination> {
  let settings: Settings;
  try {
    settings = readSettings(io.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = error.problems.map(({ name, message }) =>
      problem(name, message, 'Set it right; the rest is checked then.'),
    );
    return { checks: [checkNode(process.versions.node), ...wrong], verify: null };
  }
  const log = openCommandLog(io, 'error');
  const checks = [
    ...(await checkMachine(settings, Date.now())),
    ...(await checkFiles(settings, io.env)),
    ...checkSettings(settings),
    ...(await checkIssuerAnswers(settings)),
    ...(await checkDatabase(settings, log)),
  ];
  const unreachable = checks.some(({ name, level }) => name === 'database' && level === 'problem');
  if ((options.verify !== true && options.repair !== true) || unreachable) return { checks, verify: null };
  const wanted = { repair: options.repair === true, yes: options.yes === true };
  const { check, report } = await verifyStored(settings, wanted, io, log);
  return { checks: [...checks, check], verify: report };
}

function differenceLines({ differences, difference_count: all }: VerifyReport): string[] {
  if (all === 0) return [];
  const rows = differences.map(({ credential, hour, message }) => ['', credential, hour ?? '', message]);
  const rest = all - differences.length;
  return ['\nDifferences', ...table(rows), ...(rest > 0 ? [`  and ${number(rest)} more`] : [])];
}

function lines(checks: readonly Check[]): string[] {
  const rows = table(checks.map((check) => ['', check.level, check.name, check.message]));
  return checks.flatMap((check, index) => [
    rows[index] ?? '',
    ...(check.todo === undefined ? [] : [`${' '.repeat(11)}→ ${check.todo}`]),
  ]);
}
