/**
 * Remembers the results of a pure function of a text by the text's UTF-8 bytes, so that no string is made of what was
 * seen before. A table of fixed size as that of `memoise` (core/memo.ts): each key has one of two places, and the one
 * of the two that was not used last gives way.
 */
export class ByteMemo<T> {
  readonly #longest: number;
  readonly #compute: (text: string) => T;
  readonly #keys: Buffer;
  readonly #ofNothing: T;
  /** 0 where nothing is remembered. */
  readonly #lengths: Uint8Array;
  readonly #values: (T | undefined)[];
  /** Of each pair of places, the one used last. */
  readonly #recent: Uint8Array;

  /**
   * @param places a power of two
   * @param longest bytes of the longest key that is remembered, at most 255
   */
  constructor(places: number, longest: number, compute: (text: string) => T) {
    this.#longest = longest;
    this.#compute = compute;
    this.#ofNothing = compute('');
    this.#keys = Buffer.alloc(places * longest);
    this.#lengths = new Uint8Array(places);
    this.#values = new Array<T | undefined>(places).fill(undefined);
    this.#recent = new Uint8Array(places / 2);
  }

  /** The result for the text that these bytes are. */
  of(bytes: Buffer, start: number, end: number): T {
    const length = end - start;
    if (length === 0) return this.#ofNothing;
    if (length > this.#longest) return this.#compute(bytes.toString('utf8', start, end));
    const pair = placeOf(bytes, start, end) & (this.#recent.length - 1);
    const first = 2 * pair + this.#recent[pair]!;
    if (this.#holds(first, bytes, start, length)) return this.#values[first] as T;
    const second = first ^ 1;
    if (!this.#holds(second, bytes, start, length)) this.#learn(second, bytes, start, end);
    this.#recent[pair] = second & 1;
    return this.#values[second] as T;
  }

  #holds(place: number, bytes: Buffer, start: number, length: number): boolean {
    if (this.#lengths[place] !== length) return false;
    const keys = this.#keys;
    const key = place * this.#longest;
    for (let i = 0; i < length; i += 1) if (keys[key + i] !== bytes[start + i]) return false;
    return true;
  }

  #learn(place: number, bytes: Buffer, start: number, end: number): void {
    this.#values[place] = this.#compute(bytes.toString('utf8', start, end));
    bytes.copy(this.#keys, place * this.#longest, start, end);
    this.#lengths[place] = end - start;
  }
}

/** As FNV-1a (draft-eastlake-fnv), by four bytes at a time; its upper half mixed into the lower, which picks the place. */
function placeOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash ^ four, 0x01000193);
    // Multiplied, a bit moves upwards only: the last letters of a text would hardly count.
    hash ^= hash >>> 15;
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
