import { spawnSync } from 'node:child_process';
import chromiumOfNpm from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A page, and what it complained of: errors, refused files, broken rules of the content security policy. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export interface TestBrowser {
  readonly version: string;
  /** A page of its own profile: nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Nothing here asks anything of the network but the service under test. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
];

/**
 * Debian's Chromium where it is installed, else the one of the npm package. Where neither starts this throws: browser tests
 * are never left out in silence.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await start();
  return {
    version: browser.version(),
    open: async (options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        // Without, it is that of the machine: `en-US@posix` in a container, which Intl refuses.
        locale: 'en-US',
        ...options,
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      return { page, complaints };
    },
    close: () => browser.close(),
  };
}

async function start(): Promise<Browser> {
  if (spawnSync('chromium', ['--version']).status === 0) {
    return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }
  try {
    const executablePath = await chromiumOfNpm.executablePath();
    // Not with its own arguments: they run everything in one process, which ends with the first page that is closed.
    return await chromium.launch({ executablePath, args: FLAGS });
  } catch (cause) {
    throw new Error(
      'No browser starts, so the pages cannot be tested. On Debian: apt-get install chromium (its libraries are enough).',
      { cause },
    );
  }
}
