import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere, runTool } from './support/tool.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('help', () => {
  test('names every command and where to begin, on stdout', async () => {
    const { code, stdout, stderr } = await runTool(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['serve', 'keys', 'migrate', 'doctor', 'inspect'])
      expect(stdout).toContain(`  ${command} `);
    expect(stdout).toContain(
      'Exit codes: 0 done, 1 failed, 2 the command line or a setting is wrong, 3 analyze found something.',
    );
  });

  test.each([
    'serve',
    'keys create',
    'keys list',
    'keys revoke',
    'keys replace-fingerprint-key',
    'migrate',
    'doctor',
    'inspect',
  ])('%s has an example', async (command) => {
    const { code, stdout } = await runHere([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Example:\n {2}\$ .*zoom-monitor/);
  });

  test('--version is that of package.json', async () => {
    expect(await runTool(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('a command line that is wrong ends with 2 and says so on stderr alone', () => {
  test.each([
    [[], /Usage: zoom-monitor/],
    [['keys'], /Usage: zoom-monitor keys/],
    [['observe'], /unknown command 'observe'/],
    [['doctr'], /Did you mean doctor\?/],
    [['doctor', '--jsom'], /unknown option '--jsom'/],
    [['keys', 'create', '--name', 'x'], /required option '--role <role>'/],
    [
      ['keys', 'create', '--role', 'boss', '--name', 'x'],
      /--role must be one of ingest, read, respond, admin/,
    ],
    [['keys', 'create', '--role', 'read', '--name', 'x', '--expires-in', '3y'], /--expires-in must be/],
    [
      ['keys', 'create', '--role', 'ingest', '--name', 'x', '--new-credentials-per-hour', '-1'],
      /whole number/,
    ],
    [['keys', 'revoke', 'gateway'], /takes the id of a key/],
    [['keys', 'revoke'], /missing required argument 'id'/],
    [['migrate', 'now'], /too many arguments/],
  ] as [string[], RegExp][])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runHere(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('the exit code is that of the process', async () => {
    expect(await runTool(['observe'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('settings that are wrong are told all at once, without a stack', async () => {
    const { code, stdout, stderr } = await runTool(['serve'], {
      PORT: 'x',
      ALERT_BUDGET: 'y',
      ADMIN_KEY: 'hunter2',
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(3);
    expect(stderr).toMatch(/^zoom-monitor: PORT is "x".*\(invalid_settings\)$/m);
    expect(stderr).not.toContain('hunter2');
  });

  test('LOG_LEVEL=debug adds the stack', async () => {
    const { stderr } = await runTool(['migrate'], { PORT: 'x', LOG_LEVEL: 'debug' });
    expect(stderr).toMatch(/\n {4}at /);
  });
});

test('a reader that has had enough ends the tool quietly', async () => {
  const child = spawn(
    'bash',
    [
      '-c',
      'set -o pipefail; "$1" "$2" doctor --json | head -c 1 >/dev/null; echo "$?"',
      'x',
      process.execPath,
      join('dist', 'src', 'main.js'),
    ],
    {
      env: { PATH: process.env['PATH'], PORT: 'x'.repeat(200_000).slice(0, 100_000) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  await once(child, 'close');
  expect({ out, err }).toEqual({ out: '0\n', err: '' });
});
