import type { Command } from 'commander';
import { READABLE_FORMATS } from '../ingest/readers/registry.ts';
import type { AnalyzeOptions } from './analyze.ts';
import type { BacktestOptions } from './backtest.ts';
import type { EvaluateOptions } from './evaluate.ts';
import type { HistoryCommandOptions } from './history-options.ts';
import type { Io } from './io.ts';

const FORMAT_HELP = `how the lines are written: ${READABLE_FORMATS.join(', ')} (auto looks at each line)`;
const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** The commands that look at history: in files, in the database, made up. */
export function addHistory(program: Command, io: Io, setExitCode: (code: number) => void): void {
  program
    .command('analyze')
    .description('run the whole detector on log files: no database, nothing kept')
    .argument('<file...>', 'log files, .gz too; - reads stdin once and needs --learn-until')
    .option('--format <format>', `${FORMAT_HELP}; counts: see below`, 'auto')
    .option('--learn-until <time>', 'only learn before this time (default: the first two thirds of the span)')
    .option('--credential <name>', 'the credential of lines that name none')
    .option(
      '--map <field=name>',
      'what the log calls a field, such as credential=client_id; repeatable',
      collect,
    )
    .option('--time-zone <zone>', 'IANA name of the zone that people work in', 'UTC')
    .option('--asn-db <file>', 'MMDB file of autonomous systems')
    .option('--country-db <file>', 'MMDB file of countries')
    .option('--budget <budget>', 'false alarms per credential that you can live with', '1/365d')
    .option('--scores <file>', 'with --format counts: write timestamp,value,anomaly_score of every row')
    .option('--strict', 'fail when any line is rejected')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ zoom-monitor analyze /var/log/nginx/zoom*.log.gz
  $ zoom-monitor analyze --credential crm-sync --learn-until 2026-10-01T00:00:00Z access.log
  $ zoom-monitor analyze --format counts --scores scores.csv calls-per-5-minutes.csv

--format counts takes one series of timestamp,value lines (a header is optional) and runs the volume detector alone: one
pass, each row judged by the rows before it. The anomaly score goes from 0 to 1; 0.5 and more is an alarm. It takes --scores,
--time-zone, --strict and --json. How it is made and what it achieves: docs/counts.md.

Exit codes: 0 no alert of medium or more (counts: no alarm), 3 at least one, 1 nothing could be read, 2 usage.
`,
    )
    .action(async (files: string[], options: AnalyzeOptions) =>
      setExitCode(await (await import('./analyze.ts')).analyze(files, options, io)),
    );
  program
    .command('import')
    .description("read history into the service's database, so that it knows what is normal")
    .argument('<file...>', 'log files, .gz too')
    .option('--format <format>', FORMAT_HELP, 'auto')
    .option('--learn-until <time>', 'score what comes after this time (default: learn all of it)')
    .option('--credential <name>', 'the credential of lines that name none')
    .option(
      '--map <field=name>',
      'what the log calls a field, such as credential=client_id; repeatable',
      collect,
    )
    .option('--source <name>', 'name of the log source', 'import')
    .addHelpText(
      'after',
      `
Example:
  $ zoom-monitor import /var/log/nginx/zoom*.log.gz

Works beside a running service. Running it again adds nothing, so an interrupted import is simply repeated.
`,
    )
    .action(async (files: string[], options: HistoryCommandOptions & { source: string }) =>
      setExitCode(await (await import('./import.ts')).importHistory(files, options, io)),
    );
  addBacktest(program, io, setExitCode);
  program
    .command('evaluate')
    .description('judge the detector on labelled fleets, beside textbook rules')
    .option('--seeds <n>', 'fleets with thefts, of each kind (plain, restless)', '2')
    .option('--promise-seeds <n>', 'fleets without thefts, of each kind: promised against realised', '2')
    .option('--set <set>', 'validation, or tuning: the seeds that the constants were made with', 'validation')
    .option('--max-calls-per-day <n>', 'of a credential; fleets plan up to 100000', '1200')
    .option('--credentials <n>', 'of each fleet (default: 40 in plain ones, 120 in restless ones)')
    .option(
      '--workers <n>',
      'threads, a fleet at a time in each (default: one per core, as far as there are 1.5 GB of memory for each)',
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ zoom-monitor evaluate                                     some minutes
  $ zoom-monitor evaluate --seeds 5 --promise-seeds 20        what the documentation quotes; an hour
  $ zoom-monitor evaluate --credentials 15 --promise-seeds 0  a first look, in seconds: too few thefts to judge by
  $ zoom-monitor evaluate --workers 1                         one fleet after another, in one thread

The number of workers changes the time it takes and nothing else: the report is the same, byte by byte.

A theft counts as caught when an alert of medium or more is raised while it goes on. Alerts about changes that their
owner ought to have declared (a week abroad, another cloud) are counted apart, as "undeclared". "Thefts in the history":
the same thefts, judged after a history in which a quarter of the credentials was stolen, and after the same history
without that.
`,
    )
    .action(async (options: EvaluateOptions) =>
      setExitCode(await (await import('./evaluate.ts')).evaluate(options, io)),
    );
}

function addBacktest(program: Command, io: Io, setExitCode: (code: number) => void): void {
  program
    .command('backtest')
    .description('which alerts a budget would have raised on the stored history')
    .option('--budget <budget>', 'tried for every credential (default: the budget in force for each)')
    .option('--from <time>', 'alerts raised at this time or later')
    .option('--to <time>', 'alerts raised before this time')
    .option('--credential <id>', 'this credential alone')
    .option(
      '--rescore',
      'score every hour anew, those that were only learnt (imported) included; takes longer',
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ zoom-monitor backtest --budget 1/90d
  $ zoom-monitor backtest --budget 1/30d --from 2026-09-01T00:00:00Z --credential crm-sync
  $ zoom-monitor backtest --rescore             after an import, which only learns

Works beside a running service and changes nothing. What a budget promises, and how to choose one: docs/budget.md.
Exit code 0, whatever it finds.
`,
    )
    .action(async (options: BacktestOptions) =>
      setExitCode(await (await import('./backtest.ts')).runBacktestCommand(options, io)),
    );
}
