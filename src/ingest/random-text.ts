/** Runs that may be a secret: 28 characters or more of base64, base64url or percent-encoding, with dotted parts behind. */
export const RUN = /[\w+=~%-]{28,}(?:\.[\w+=~%-]+)*/g;

/** Zoom's ids and meeting UUIDs have 22 characters that count: not secrets. */
const FEWEST = 24;
const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const ESCAPES = /%(?:25)*[0-9a-f]{2}/gi;
const HEX_ID = /^(?:[0-9a-f]{1,32}|[0-9A-F]{1,32})$/;

/**
 * Whether a run of characters is too random to be words or an ordinary id. Random text changes between upper case,
 * lower case and digits all the time (base62: at 62 of 100 steps, base36: at 40), text made of words rarely. Hex
 * digits are an id up to 32 of them (MD5, trace and request ids), a secret beyond.
 */
export function looksRandom(run: string): boolean {
  const words =
    run
      .replace(UUIDS, '')
      .replace(ESCAPES, '')
      .match(/[A-Za-z0-9]+/g) ?? [];
  if (words.every((word) => word.length <= 8 || HEX_ID.test(word))) return false;
  const { characters, steps, changes, kinds } = tally(words);
  if (characters < FEWEST) return false;
  if (kinds.size === 1) return !kinds.has('digit') && words.some((word) => word.length >= 40);
  return changes / steps >= (kinds.has('upper') && kinds.has('lower') ? 0.33 : 0.18);
}

type Kind = 'upper' | 'lower' | 'digit';

interface Tally {
  readonly characters: number;
  /** Neighbours within a word, and those of them that are of different kinds. */
  readonly steps: number;
  readonly changes: number;
  readonly kinds: ReadonlySet<Kind>;
}

function tally(words: readonly string[]): Tally {
  let [characters, steps, changes] = [0, 0, 0];
  const kinds = new Set<Kind>();
  for (const word of words) {
    let last: Kind | null = null;
    for (const character of word) {
      const kind = kindOf(character);
      kinds.add(kind);
      if (last !== null) steps += 1;
      if (last !== null && kind !== last) changes += 1;
      last = kind;
    }
    characters += word.length;
  }
  return { characters, steps, changes, kinds };
}

const kindOf = (character: string): Kind =>
  character >= 'a' ? 'lower' : character >= 'A' ? 'upper' : 'digit';
