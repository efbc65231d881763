import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { nabScore } from '../../scripts/nab-score.mjs';
import { emptyDir } from '../support/data-dir.ts';
import { runHere } from './support/tool.ts';

const SPEED = join(import.meta.dirname, '..', 'fixtures', 'nab-speed_7578.csv');
/** NAB's labels of that series (labels/combined_windows.json). */
const WINDOWS = [
  ['2015-09-11 15:34:00', '2015-09-11 17:54:00'],
  ['2015-09-15 13:26:00', '2015-09-15 15:54:00'],
  ['2015-09-16 13:04:00', '2015-09-16 15:20:00'],
  ['2015-09-16 16:00:00', '2015-09-16 18:20:00'],
] as const;

const folder = emptyDir();
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Rows five minutes apart. */
const series = (values: readonly number[]): string =>
  values
    .map((value, i) => `${new Date(Date.UTC(2026, 0, 5) + i * 300_000).toISOString()},${value}\n`)
    .join('');

const calm = (rows: number): number[] => Array.from({ length: rows }, (_, i) => 20 + ((i * 7) % 5));

const counts = (...args: string[]): ReturnType<typeof runHere> =>
  runHere(['analyze', '--format', 'counts', ...args]);

describe('analyze --format counts', () => {
  test('writes a score for every row, with the texts of the input', async () => {
    const out = join(folder, 'scores.csv');
    const { code, stderr } = await counts('--scores', out, SPEED);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const [header, ...rows] = readFileSync(out, 'utf8').trimEnd().split('\n');
    const [, ...input] = readFileSync(SPEED, 'utf8').trimEnd().split('\n');
    expect(header).toBe('timestamp,value,anomaly_score');
    expect(rows.map((row) => row.split(',').slice(0, 2).join(','))).toEqual(input);
    const scores = rows.map((row) => Number(row.split(',')[2]));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    // Four labelled slow-downs: all are found at the tool's own threshold.
    const timestamps = rows.map((row) => row.split(',')[0] ?? '');
    const result = nabScore([{ name: 'speed', timestamps, scores, windows: WINDOWS }], 'standard', 0.5);
    expect(result.score).toBeGreaterThan(75);
  });

  test('reports the most unusual rows, the worst first', async () => {
    const values = calm(400);
    values[300] = 4000;
    const path = file('spike.csv', `timestamp,value\n${series(values)}`);
    const { code, stdout } = await counts(path);
    expect(code).toBe(3);
    expect(stdout).toContain('400 rows, 2026-01-05T00:00:00.000Z to 2026-01-06T09:15:00.000Z\n');
    expect(stdout).toMatch(
      /worst first:\n {2}(0\.9\d\d|1\.000) {2}2026-01-06T01:00:00.000Z {2}4000, expected about 2\d(\.\d)?: /,
    );
  });

  test('--json has the same for programs', async () => {
    const values = calm(400);
    values[300] = 4000;
    const path = file('spike.csv.gz', gzipSync(series(values)));
    const { code, stdout } = await counts('--json', path);
    expect(code).toBe(3);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      rows: { read: 400, accepted: 400, rejected: 0, out_of_order: 0 },
      alarms: 1,
    });
    expect(report.most_anomalous[0]).toMatchObject({ timestamp: '2026-01-06T01:00:00.000Z', value: 4000 });
    expect(report.most_anomalous[0].anomaly_score).toBeGreaterThan(0.9);
  });

  test('ends with 0 when nothing is unusual, also from stdin', async () => {
    const { code, stdout } = await runHere(['analyze', '--format', 'counts', '-'], {}, series(calm(500)));
    expect(code).toBe(0);
    expect(stdout).toContain('No row reaches an anomaly score of 0.5.');
  });

  test('counts bad lines and rows out of order, and --strict allows no bad line', async () => {
    const rows = series(calm(100)).trimEnd().split('\n');
    const path = file('odd.csv', `${[...rows.slice(50), ...rows.slice(0, 50), 'x,y'].join('\n')}\n`);
    const lenient = await counts(path);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain('1 line rejected, 50 rows older than one before');
    expect(lenient.stdout).toContain(`${path}:101 invalid_time`);
    const strict = await counts('--strict', path);
    expect(strict.code).toBe(1);
    expect(strict.stderr).toMatch(/1 line was rejected, and --strict allows none/);
  });

  test('ends with 1 when there is no row', async () => {
    const { code, stderr } = await counts(file('none.csv', 'timestamp,value\n'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/no row could be read/);
  });

  test('takes the hours of the zone that people work in', async () => {
    const path = file('zone.csv', series(calm(300)));
    expect((await counts('--time-zone', 'Asia/Kolkata', path)).code).toBe(0);
    expect((await counts('--time-zone', 'Nowhere', path)).code).toBe(2);
  });

  test.each([
    [['--format', 'counts', 'a.csv', 'b.csv'], /one series, one file, at a time/],
    [
      ['--format', 'counts', '--learn-until', '2026-01-01', 'a.csv'],
      /--learn-until says nothing of a count series/,
    ],
    [['--format', 'counts', '--asn-db', 'x', 'a.csv'], /--asn-db says nothing of a count series/],
    [['--scores', 'out.csv', 'a.log'], /--scores goes with --format counts alone/],
  ] as [string[], RegExp][])('%j is a wrong command line', async (args, message) => {
    const { code, stderr } = await runHere(['analyze', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('never writes over the file that it reads', async () => {
    const path = file('same.csv', series(calm(100)));
    const before = readFileSync(path, 'utf8');
    const { code, stderr } = await counts('--scores', path, path);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is the file that is read/);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('says which file cannot be read or written', async () => {
    const missing = await counts(join(folder, 'missing.csv'));
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(/missing\.csv cannot be read \(ENOENT\).*\(unreadable_file\)/);
    const path = file('fine.csv', series(calm(100)));
    const unwritable = await counts('--scores', join(folder, 'no', 'such.csv'), path);
    expect(unwritable).toMatchObject({ code: 1, stdout: '' });
    expect(unwritable.stderr).toMatch(/such\.csv cannot be written \(ENOENT\).*\(unwritable_file\)/);
  });
});
