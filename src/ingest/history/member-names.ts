/** Places of the table; a power of two. */
const PLACES = 256;
/** Names that nobody asked for, but are remembered, and bytes of the longest. */
const MOST_OTHERS = 64;
const LONGEST_OTHER = 64;
const WORD = 4;

/** A member's name as it stands in JSON, with the quote and the colon that follow it. */
export class MemberName<T> {
  /** What is to be done with the member; null when nobody asked for it. */
  readonly wish: T | null;
  /** The one that came after it last: lines of one log are mostly alike. */
  follower: MemberName<T> | null = null;
  /** Bytes of it all. */
  readonly size: number;
  /** By four bytes; the last four overlap with those before. */
  readonly #words: Int32Array;

  constructor(name: Uint8Array, wish: T | null) {
    const bytes = Buffer.concat([name, Buffer.from('":')]);
    this.wish = wish;
    this.size = bytes.length;
    this.#words = new Int32Array(Math.ceil(bytes.length / WORD));
    for (let i = 0; i < this.#words.length && bytes.length >= WORD; i += 1) {
      this.#words[i] = bytes.readInt32LE(Math.min(i * WORD, bytes.length - WORD));
    }
  }

  /** Whether it stands here as a whole. False of a short one, and of one with blanks before its colon. */
  isAt(view: DataView, start: number, end: number): boolean {
    const { size } = this;
    if (size < WORD || start + size > end) return false;
    const last = this.#words.length - 1;
    for (let i = 0; i < last; i += 1) {
      if (view.getInt32(start + i * WORD, true) !== this.#words[i]) return false;
    }
    return view.getInt32(start + size - WORD, true) === this.#words[last];
  }
}

/** The names that members may have, and what is wished of those that were asked for. */
export class MemberNames<T> {
  /** Stands before the first name of an object, and for those that are not remembered. */
  readonly none = new MemberName<T>(new Uint8Array(0), null);
  readonly #places = Array.from({ length: PLACES }, (): { bytes: Uint8Array; name: MemberName<T> }[] => []);
  #others = 0;

  constructor(wishes: Iterable<readonly [name: string, wish: T]>) {
    for (const [name, wish] of wishes) this.#add(Buffer.from(name), wish);
  }

  /** The name that these bytes are. */
  find(bytes: Uint8Array, start: number, end: number): MemberName<T> {
    for (const known of this.#places[placeOf(bytes, start, end)]!) {
      if (isSame(known.bytes, bytes, start, end)) return known.name;
    }
    if (end - start > LONGEST_OTHER || this.#others === MOST_OTHERS) return this.none;
    this.#others += 1;
    return this.#add(bytes.slice(start, end), null);
  }

  #add(bytes: Uint8Array, wish: T | null): MemberName<T> {
    const name = new MemberName(bytes, wish);
    this.#places[placeOf(bytes, 0, bytes.length)]!.push({ bytes, name });
    return name;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) if (bytes[start + i] !== name[i]) return false;
  return true;
}

/** Few names share their length, their second letter and their last one. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2) return 0;
  return (bytes[start + 1]! * 37 + bytes[end - 1]! * 7 + end - start) & (PLACES - 1);
}
