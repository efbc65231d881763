import { ByteMemo } from '../byte-memo.ts';
import { type Caller, identifiedCaller } from '../credential-field.ts';
import type { Line } from '../lines.ts';
import type { ReaderOptions } from '../read-stream.ts';
import { NGINX_NAMES } from '../readers/nginx-fields.ts';
import { parseTime, timeProblem } from '../time.ts';
import { type VisitMember, walkFlatObject } from './flat-json.ts';
import { MinuteClock } from './minute-clock.ts';

const QUOTE = 0x22;
const TIME = Buffer.from('time');
const CREDENTIAL = Buffer.from('credential');
const NGINX = new Set(NGINX_NAMES);
/** Lengths and first letters of nginx's names: few others share both. */
const NGINX_MARKS = new Set(NGINX_NAMES.map((name) => markOf(name.length, name.charCodeAt(0))));

function markOf(length: number, first: number): number {
  return length * 256 + first;
}

/**
 * Reads a plain event in its bytes, without making strings or objects of it, several times as fast as in full: only a
 * line that is certain to be accepted, since its time and credential are read as everywhere, and the rest is seen to be
 * JSON. Whatever is out of the ordinary (an escape, a nested value, a token for a credential) is to be read in full, and
 * so is the first line and any that follows one that was no plain event (`LineIntake.isPlain`): in a stream of format
 * `auto` what was read before may matter.
 */
export class PlainLine {
  readonly #options: ReaderOptions;
  readonly #visitOther: VisitMember;
  readonly #isAuto: boolean;
  readonly #canBeSure: boolean;
  readonly #callers = new ByteMemo(8192, 48, identifiedCaller);
  readonly #clock = new MinuteClock();
  /** Where the line is that was read last. */
  bytes: Buffer = Buffer.alloc(0);
  #time = Number.NaN;
  #caller: Caller | null = null;

  /** @param visitOther sees the other members; false when the line is to be read in full */
  constructor(options: ReaderOptions, visitOther: VisitMember = () => true) {
    this.#options = options;
    this.#visitOther = visitOther;
    this.#isAuto = options.format === 'auto';
    this.#canBeSure =
      (options.format === 'event' || this.#isAuto) && Object.keys(options.map ?? {}).length === 0;
  }

  /** Epoch ms. */
  get time(): number {
    return this.#time;
  }

  /** Null unless a line was just read. */
  get caller(): Caller | null {
    return this.#caller;
  }

  /** Whether the line was read; otherwise it is to be read in full. */
  read({ bytes, start, length }: Line): boolean {
    this.#time = Number.NaN;
    this.#caller = null;
    if (!this.#canBeSure || bytes === null) return false;
    this.bytes = bytes;
    const isFlat = walkFlatObject(bytes, start, start + length, this.#visit);
    return isFlat && !Number.isNaN(this.#time) && this.#caller !== null;
  }

  /** Whether the name that begins at `place` is `word`; their lengths are the same. */
  isAt(place: number, word: Buffer): boolean {
    for (let i = 0; i < word.length; i += 1) if (this.bytes[place + i] !== word[i]) return false;
    return true;
  }

  readonly #visit = (name: number, nameEnd: number, value: number, valueEnd: number): boolean => {
    const length = nameEnd - name;
    if (length === TIME.length && this.isAt(name, TIME)) return this.#takeTime(value, valueEnd);
    if (length === CREDENTIAL.length && this.isAt(name, CREDENTIAL)) {
      return this.#takeCredential(value, valueEnd);
    }
    if (this.#isAuto && this.#isNginx(name, nameEnd)) return false;
    return this.#visitOther(name, nameEnd, value, valueEnd);
  };

  /** Of two the last one counts, as with `JSON.parse`; both have to be readable here. */
  #takeTime(start: number, end: number): boolean {
    const time =
      this.bytes[start] === QUOTE
        ? this.#clock.timeIn(this.bytes, start + 1, end - 1)
        : parseTime(Number(this.bytes.toString('latin1', start, end)));
    if (time === null || timeProblem(time, this.#options.now, this.#options.notBefore) !== null) return false;
    this.#time = time;
    return true;
  }

  #takeCredential(start: number, end: number): boolean {
    if (this.bytes[start] !== QUOTE) return false;
    this.#caller = this.#callers.of(this.bytes, start + 1, end - 1);
    return this.#caller !== null;
  }

  #isNginx(start: number, end: number): boolean {
    return (
      NGINX_MARKS.has(markOf(end - start, this.bytes[start] ?? 0)) &&
      NGINX.has(this.bytes.toString('latin1', start, end))
    );
  }
}
