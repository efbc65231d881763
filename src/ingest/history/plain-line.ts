import { ByteMemo } from '../byte-memo.ts';
import { type Caller, identifiedCaller } from '../credential-field.ts';
import type { Line } from '../lines.ts';
import type { ReaderOptions } from '../read-stream.ts';
import { TELLING_NAMES } from '../readers/registry.ts';
import { parseTime, timeProblem } from '../time.ts';
import { FlatObject, wholeNumberIn } from './flat-json.ts';
import { MinuteClock } from './minute-clock.ts';

/** The members that each line is read for; those that the caller wants follow. */
const OWN = [
  ['time', 'any'],
  ['credential', 'text'],
] as const;
const [TIME, CREDENTIAL] = [0, 1];
/** Place of the first member that the caller wants. */
export const FIRST_WANTED = OWN.length;

/**
 * Reads a plain event in its bytes, without making strings or objects of it, several times as fast as in full: only a
 * line that is certain to be accepted, since its time and credential are read as everywhere, and the rest is seen to be
 * JSON. Whatever is out of the ordinary (an escape, a nested value, a token for a credential) is to be read in full, and
 * so is the first line and any that follows one that was no plain event (`LineIntake.isPlain`): in a stream of format
 * `auto` what was read before may matter.
 */
export class PlainLine {
  /** Where the members of the line are that was read last, in `bytes`. */
  readonly members: FlatObject;
  bytes: Buffer = Buffer.alloc(0);
  readonly #options: ReaderOptions;
  readonly #canBeSure: boolean;
  readonly #callers = new ByteMemo(8192, 48, identifiedCaller);
  readonly #clock = new MinuteClock();
  #time = Number.NaN;
  #caller: Caller | null = null;

  /**
   * @param wanted other members to find
   * @param refused members with which the line is to be read in full
   */
  constructor(
    options: ReaderOptions,
    wanted: readonly (readonly [name: string, kind: 'text' | 'number'])[] = [],
    refused: readonly string[] = [],
  ) {
    const isAuto = options.format === 'auto';
    this.#options = options;
    this.#canBeSure = (options.format === 'event' || isAuto) && Object.keys(options.map ?? {}).length === 0;
    this.members = new FlatObject([...OWN, ...wanted], [...refused, ...(isAuto ? TELLING_NAMES : [])]);
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
    this.#caller = null;
    if (!this.#canBeSure || bytes === null) return false;
    this.bytes = bytes;
    if (!this.members.read(bytes, start, start + length) || !this.#readTime(bytes)) return false;
    const { starts, ends } = this.members;
    if (ends[CREDENTIAL] === 0) return false;
    this.#caller = this.#callers.of(bytes, starts[CREDENTIAL]!, ends[CREDENTIAL]!);
    return this.#caller !== null;
  }

  #readTime(bytes: Buffer): boolean {
    const [start, end] = [this.members.starts[TIME]!, this.members.ends[TIME]!];
    if (end === 0) return false;
    const time = this.members.isText(TIME)
      ? this.#clock.timeIn(bytes, start, end)
      : parseTime(numberIn(bytes, start, end));
    if (time === null || timeProblem(time, this.#options.now, this.#options.notBefore) !== null) return false;
    this.#time = time;
    return true;
  }
}

function numberIn(bytes: Buffer, start: number, end: number): number {
  const whole = wholeNumberIn(bytes, start, end);
  return Number.isNaN(whole) ? Number(bytes.toString('latin1', start, end)) : whole;
}
