// Scores `analyze --format counts` on the Numenta Anomaly Benchmark: `node scripts/nab.mjs DIR`, where DIR holds NAB's
// `data/` and its windows (`windows.json`, or `labels/combined_windows.json`). Prints one JSON document. The series are
// also scored in two halves, by the parity of the SHA-256 of their names.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nabScore } from './nab-score.mjs';

const tool = join(dirname(fileURLToPath(import.meta.url)), 'run.mjs');
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    'usage: node scripts/nab.mjs DIR   (DIR/data/…, DIR/windows.json or DIR/labels/combined_windows.json)',
  );
  process.exit(2);
}

const labels = ['windows.json', 'labels/combined_windows.json']
  .map((name) => join(folder, name))
  .find(existsSync);
if (labels === undefined) {
  console.error(`${folder} has neither windows.json nor labels/combined_windows.json.`);
  process.exit(1);
}
const windows = JSON.parse(readFileSync(labels, 'utf8'));
const present = Object.keys(windows).filter((name) => existsSync(join(folder, 'data', name)));
const missing = Object.keys(windows).length - present.length;
if (missing > 0) console.error(`${missing} labelled series are not in ${folder}/data and are left out.`);

const scratch = mkdtempSync(join(tmpdir(), 'nab-'));
const corpus = present.map((name) => scored(name));
rmSync(scratch, { recursive: true });

const half = (parity) =>
  corpus.filter(({ name }) => createHash('sha256').update(name).digest()[0] % 2 === parity);
/** The tool's own threshold. */
const ALARM = 0.5;
const PROFILES = ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate'];
const summary = (part, other) => ({
  series: part.length,
  windows: part.reduce((sum, series) => sum + series.windows.length, 0),
  ...Object.fromEntries(PROFILES.map((profile) => [profile, nabScore(part, profile)])),
  standard_at_alarm: nabScore(part, 'standard', ALARM),
  ...(other && {
    standard_at_threshold_of_other_half: nabScore(part, 'standard', nabScore(other, 'standard').threshold),
  }),
});
const [even, odd] = [half(0), half(1)];
console.log(
  JSON.stringify(
    { all: summary(corpus), even_half: summary(even, odd), odd_half: summary(odd, even) },
    null,
    2,
  ),
);

/** A series with the scores that the tool writes. */
function scored(name) {
  const out = join(scratch, 'scores.csv');
  const run = spawnSync(
    process.execPath,
    [
      tool,
      'analyze',
      '--format',
      'counts',
      '--strict',
      '--json',
      '--scores',
      out,
      join(folder, 'data', name),
    ],
    { encoding: 'utf8' },
  );
  if (run.status !== 0 && run.status !== 3)
    throw new Error(`${name}: exit code ${run.status}: ${run.stderr}`);
  const rows = readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
  const cells = rows.map((row) => row.split(','));
  return {
    name,
    timestamps: cells.map(([timestamp]) => timestamp),
    scores: cells.map(([, , score]) => Number(score)),
    // Labels have microseconds, data has none.
    windows: windows[name].map((window) => window.map((time) => time.replace(/\.0+$/, ''))),
  };
}
