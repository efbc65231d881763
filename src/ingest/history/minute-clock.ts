import { parseTime } from '../time.ts';

const [POINT, ZERO, NINE, LETTER_Z] = [0x2e, 0x30, 0x39, 0x5a];
/** `2026-01-02T03:04:05.678Z`, and its part up to the seconds. */
const LENGTH = 24;
const MINUTE_LENGTH = 17;

/** Reads times in the bytes of a log, whose lines mostly lie in the same minute as the one before. */
export class MinuteClock {
  readonly #minute = Buffer.alloc(MINUTE_LENGTH);
  /** Epoch ms of its beginning; NaN before there is one. */
  #start = Number.NaN;

  /** What `parseTime` says of the text that these bytes are. */
  timeIn(bytes: Buffer, start: number, end: number): number | null {
    const offset = end - start === LENGTH ? offsetIn(bytes, start) : -1;
    if (offset < 0) return parseTime(bytes.toString('utf8', start, end));
    if (!this.#isSameMinute(bytes, start)) {
      const minute = parseTime(`${bytes.toString('utf8', start, start + MINUTE_LENGTH)}00.000Z`);
      if (minute === null) return parseTime(bytes.toString('utf8', start, end));
      bytes.copy(this.#minute, 0, start, start + MINUTE_LENGTH);
      this.#start = minute;
    }
    return this.#start + offset;
  }

  #isSameMinute(bytes: Buffer, start: number): boolean {
    // The later a digit stands, the sooner it changes.
    for (let i = MINUTE_LENGTH - 1; i >= 0; i -= 1) if (this.#minute[i] !== bytes[start + i]) return false;
    return true;
  }
}

/** Milliseconds since the minute began of `05.678Z`; −1 where something else stands. */
function offsetIn(bytes: Buffer, start: number): number {
  if (bytes[start + 19] !== POINT || bytes[start + 23] !== LETTER_Z) return -1;
  let digits = 0;
  for (let at = start + MINUTE_LENGTH; at < start + 23; at += 1) {
    if (at === start + 19) continue;
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return -1;
    digits = digits * 10 + byte - ZERO;
  }
  return digits < 60_000 ? digits : -1;
}
