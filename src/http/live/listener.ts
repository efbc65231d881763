import type { ServerResponse } from 'node:http';
import { SECOND } from '../../core/time.ts';
import type { Frame } from './live-feed.ts';

/** Proxies close what is silent for a minute; whoever lost the right to listen is cut off at the next beat. */
const HEARTBEAT = 10 * SECOND;
/** A reader that is so far behind is gone or asleep: it comes back with Last-Event-ID and is told what it missed. */
const MAX_BEHIND = 64 * 1024;

export interface Listener {
  send(frame: Frame): void;
  /** Ends the stream in order. */
  end(): void;
}

/**
 * One open stream. Nothing is held back for a slow reader: its connection is cut instead.
 *
 * @param mayGoOn asked at every beat
 */
export function openListener(
  response: ServerResponse,
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
  mayGoOn: () => Promise<boolean>,
): Listener {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  response.socket?.setNoDelay(true);
  response.write('retry: 3000\n\n');
  const beat = setInterval(() => void check(), HEARTBEAT);
  response.once('close', () => clearInterval(beat));

  async function check(): Promise<void> {
    if (await mayGoOn()) send(': still here\n\n');
    else end();
  }

  function send(frame: Frame): void {
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > MAX_BEHIND) response.destroy();
    else response.write(frame);
  }

  function end(): void {
    clearInterval(beat);
    response.end();
  }

  return { send, end };
}
