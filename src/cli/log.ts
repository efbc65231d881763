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
