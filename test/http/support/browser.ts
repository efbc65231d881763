import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'undici';
import { vi } from 'vitest';

/** Debian's browser, which .ci/run installs. Elsewhere its tests are left out, and in CI that is a failure. */
const BROWSER = 'chromium';
export const hasBrowser = spawnSync(BROWSER, ['--version']).status === 0;
if (!hasBrowser && process.env['CI'] !== undefined)
  throw new Error('no chromium: install it, CI leaves no test out');

/** A page in a browser of its own, driven over the Chrome DevTools protocol. */
export interface BrowserPage {
  open(url: string): Promise<void>;
  /** The value of an expression that runs in the page; promises are awaited. */
  evaluate(expression: string): Promise<unknown>;
  press(key: string): Promise<void>;
  resize(width: number): Promise<void>;
  /** What the page complained of: errors, broken rules of the content security policy. */
  complaints(): string[];
  close(): Promise<void>;
}

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: { result?: { value?: unknown }; exceptionDetails?: { text: string } };
}

export async function openBrowser(): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'zoom-monitor-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
  const browser = spawn(BROWSER, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: 'ignore',
  });
  process.once('exit', () => browser.kill());
  const port = await vi.waitUntil(() => portOf(profile), { timeout: 30_000 });
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')!.webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));

  const waiting = new Map<number, (message: Message) => void>();
  const complaints: string[] = [];
  let loaded = (): void => {};
  let count = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    else if (message.method === 'Page.loadEventFired') loaded();
    else if (/^(Log.entryAdded|Runtime.exceptionThrown)$/.test(message.method ?? '')) {
      complaints.push(JSON.stringify(message.params));
    }
  });
  const command = (method: string, params: object = {}): Promise<Message> =>
    new Promise((resolve) => {
      count += 1;
      waiting.set(count, resolve);
      socket.send(JSON.stringify({ id: count, method, params }));
    });
  for (const domain of ['Runtime', 'Log', 'Page']) await command(`${domain}.enable`);

  return {
    open: async (url) => {
      const done = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      await command('Page.navigate', { url });
      await done;
    },
    evaluate: async (expression) => {
      const { result } = await command('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (result?.exceptionDetails !== undefined) throw new Error(JSON.stringify(result.exceptionDetails));
      return result?.result?.value;
    },
    press: async (key) => {
      const text = key === 'Enter' ? '\r' : key;
      await command('Input.dispatchKeyEvent', { type: 'keyDown', key, text });
      await command('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    resize: async (width) => {
      await command('Emulation.setDeviceMetricsOverride', {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
      });
    },
    complaints: () => complaints,
    close: async () => {
      // Not awaited: the browser may be gone before its answer is out.
      void command('Browser.close');
      const stuck = setTimeout(() => browser.kill('SIGKILL'), 10_000);
      await ended(browser);
      clearTimeout(stuck);
      socket.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function portOf(profile: string): number | null {
  try {
    return Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const ended = (process: ChildProcess): Promise<unknown> =>
  process.exitCode === null && process.signalCode === null
    ? new Promise((resolve) => process.once('exit', resolve))
    : Promise.resolve();
