import { isIdentifier } from '../credential-field.ts';
import type { Line } from '../lines.ts';
import type { ReaderOptions } from '../read-stream.ts';
import { NGINX_NAMES } from '../readers/nginx-fields.ts';
import { parseTime, timeProblem } from '../time.ts';
import { walkFlatObject } from './flat-json.ts';

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
 * Finds the times of events without parsing them, several times as fast: only of lines that are certain to be
 * accepted, since their time and credential are read as everywhere, and the rest is seen to be JSON and need not be
 * readable. Whatever is out of the ordinary (an escape, a nested value, a token for a credential) is to be read in
 * full, and so is the first line and any that follows one that was no plain event (`LineIntake.isPlain`): in a stream
 * of format `auto` what was read before may matter.
 */
export class Glance {
  readonly #options: ReaderOptions;
  readonly #isAuto: boolean;
  readonly #canBeSure: boolean;
  #bytes: Buffer = Buffer.alloc(0);
  #time: number | null = null;
  #isNamed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#isAuto = options.format === 'auto';
    this.#canBeSure =
      (options.format === 'event' || this.#isAuto) && Object.keys(options.map ?? {}).length === 0;
  }

  /** The time of the event that the line is, epoch ms; null when the line is to be read in full. */
  timeOf({ bytes, start, length }: Line): number | null {
    if (!this.#canBeSure || bytes === null) return null;
    this.#bytes = bytes;
    this.#time = null;
    this.#isNamed = false;
    const isFlat = walkFlatObject(bytes, start, start + length, this.#visit);
    return isFlat && this.#isNamed ? this.#time : null;
  }

  readonly #visit = (name: number, nameEnd: number, value: number, valueEnd: number): boolean => {
    const length = nameEnd - name;
    if (length === TIME.length && this.#isAt(name, TIME)) return this.#takeTime(value, valueEnd);
    if (length === CREDENTIAL.length && this.#isAt(name, CREDENTIAL)) {
      return this.#takeCredential(value, valueEnd);
    }
    return !this.#isAuto || !this.#isNginx(name, nameEnd);
  };

  #isAt(place: number, word: Buffer): boolean {
    for (let i = 0; i < word.length; i += 1) if (this.#bytes[place + i] !== word[i]) return false;
    return true;
  }

  /** Of two the last one counts, as with `JSON.parse`; both have to be readable here. */
  #takeTime(start: number, end: number): boolean {
    const isText = this.#bytes[start] === QUOTE;
    const time = parseTime(
      isText ? this.#text(start, end) : Number(this.#bytes.toString('latin1', start, end)),
    );
    if (time === null || timeProblem(time, this.#options.now, this.#options.notBefore) !== null) return false;
    this.#time = time;
    return true;
  }

  #takeCredential(start: number, end: number): boolean {
    if (this.#bytes[start] !== QUOTE) return false;
    this.#isNamed = isIdentifier(this.#text(start, end));
    return this.#isNamed;
  }

  #text(start: number, end: number): string {
    return this.#bytes.toString('utf8', start + 1, end - 1);
  }

  #isNginx(start: number, end: number): boolean {
    return (
      NGINX_MARKS.has(markOf(end - start, this.#bytes[start] ?? 0)) &&
      NGINX.has(this.#bytes.toString('latin1', start, end))
    );
  }
}
