/** Characters that are looked at to find the place of a text; of longer ones every second, third … */
const SAMPLED = 64;

/**
 * Remembers the results of a pure function of a string, in a table of fixed size: each text has one of two places, and
 * the one of the two that was not used for longer gives way (2-way set associative, as processors' caches are).
 * A hit costs about as much as a `Map`, a miss far less, and there is nothing to grow or to clean up.
 *
 * @param places a power of two
 * @param longest strings of more characters are computed every time, so that no caller can fill memory with them
 */
export function memoise<T>(compute: (text: string) => T, places = 4096, longest = 512): (text: string) => T {
  const keys = new Array<string | null>(places).fill(null);
  const values = new Array<T | null>(places).fill(null);
  return (text) => {
    if (text.length > longest) return compute(text);
    const first = placeOf(text) & (places - 2);
    if (keys[first] === text) return values[first] as T;
    const second = first + 1;
    const found = keys[second] === text;
    const key = found ? (keys[second] as string) : detach(text);
    const value = found ? (values[second] as T) : compute(key);
    keys[second] = keys[first] ?? null;
    values[second] = values[first] ?? null;
    keys[first] = key;
    values[first] = value;
    return value;
  };
}

/** FNV-1a (draft-eastlake-fnv), its upper half mixed into the lower, which picks the place. */
function placeOf(text: string): number {
  const step = Math.ceil(text.length / SAMPLED);
  let hash = 0x811c9dc5 ^ text.length;
  for (let i = 0; i < text.length; i += step) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

/**
 * A copy that does not keep the text alive which this string was cut from: V8 represents a cut as a view of its
 * parent, so a cache of short strings would hold every chunk of the file that they were read in.
 */
function detach(text: string): string {
  return ` ${text}`.slice(1);
}
