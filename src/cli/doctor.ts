import { describeSettings } from '../config/describe.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { SettingsError } from '../config/settings-error.ts';
import { type Check, problem } from './doctor/check.ts';
import { checkDatabase } from './doctor/database-checks.ts';
import { checkFiles } from './doctor/file-checks.ts';
import { checkMachine, checkNode } from './doctor/machine-checks.ts';
import { checkSettings } from './doctor/setting-checks.ts';
import { EXIT, type Io, say, table } from './io.ts';
import { openCommandLog } from './log.ts';

/** `doctor`: every setting and where it came from, then every check. Exit code 1 when there is a problem. */
export async function doctor(options: { json?: boolean }, io: Io): Promise<number> {
  const settings = describeSettings(io.env);
  const checks = await examine(io);
  const problems = checks.filter((check) => check.level === 'problem').length;
  const warnings = checks.filter((check) => check.level === 'warning').length;
  if (options.json === true) {
    say(io, JSON.stringify({ settings, checks, problems, warnings }, null, 2));
  } else {
    say(io, 'Settings');
    for (const line of table(settings.map((each) => ['', each.name, each.value, each.origin]))) say(io, line);
    say(io, '\nChecks');
    for (const line of lines(checks)) say(io, line);
    say(io, `\n${problems} problems, ${warnings} warnings`);
  }
  return problems === 0 ? EXIT.ok : EXIT.failed;
}

async function examine(io: Io): Promise<Check[]> {
  let settings: Settings;
  try {
    settings = readSettings(io.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = error.problems.map(({ name, message }) =>
      problem(name, message, 'Set it right; the rest is checked then.'),
    );
    return [checkNode(process.versions.node), ...wrong];
  }
  return [
    ...(await checkMachine(settings, Date.now())),
    ...(await checkFiles(settings, io.env)),
    ...checkSettings(settings),
    ...(await checkDatabase(settings, openCommandLog(io, 'error'))),
  ];
}

function lines(checks: readonly Check[]): string[] {
  const rows = table(checks.map((check) => ['', check.level, check.name, check.message]));
  return checks.flatMap((check, index) => [
    rows[index] ?? '',
    ...(check.todo === undefined ? [] : [`${' '.repeat(11)}→ ${check.todo}`]),
  ]);
}
