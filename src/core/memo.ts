/**
 * Remembers the results of a pure function of a string, in bounded memory: two generations of at most `limit`
 * entries, the older one forgotten when the younger is full. A value in use stays; no list to keep per look-up.
 *
 * @param longest strings of more characters are computed every time, so that no caller can fill memory with them
 */
export function memoise<T extends NonNullable<unknown> | null>(
  compute: (text: string) => T,
  limit = 4096,
  longest = 512,
): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const hit = young.get(text);
    if (hit !== undefined) return hit;
    if (text.length > longest) return compute(text);
    const own = detach(text);
    const value = old.get(text) ?? compute(own);
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(own, value);
    return value;
  };
}

/**
 * A copy that does not keep the text alive which this string was cut from: V8 represents a cut as a view of its
 * parent, so a cache of short strings would hold every chunk of the file that they were read in.
 */
export function detach(text: string): string {
  return ` ${text}`.slice(1);
}
