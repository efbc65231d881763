import type { Settings } from '../config/settings.ts';
import type { Io } from './io.ts';

const SEVERITY = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Infinity,
} as const;

/** Start-up, shutdown and housekeeping; requests are logged by the HTTP server. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * A log on stderr: plain lines for a person at a terminal; else JSON lines in the shape of the HTTP server's log
 * (pino), so that a collector reads both alike.
 */
export function openLog(io: Io, level: Settings['logLevel']): Log {
  const write = (severity: 'info' | 'warn' | 'error') => (message: string) => {
    if (SEVERITY[severity] < SEVERITY[level]) return;
    const line = io.stderr.isTTY
      ? `${severity === 'info' ? '' : `${severity}: `}${message}`
      : JSON.stringify({ level: SEVERITY[severity], time: Date.now(), pid: process.pid, msg: message });
    io.stderr.write(`${line}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/**
 * The log of a command that ends by itself: plain lines, and only what went wrong, unless LOG_LEVEL asks for more than
 * usual. What a person waits for, a command tells itself.
 */
export function openCommandLog(io: Io, level: Settings['logLevel']): Log {
  const least = SEVERITY[level] >= SEVERITY.info ? Math.max(SEVERITY[level], SEVERITY.warn) : SEVERITY[level];
  const write = (severity: 'info' | 'warn' | 'error') => (message: string) => {
    if (SEVERITY[severity] >= least) io.stderr.write(`${severity}: ${message}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
