/**
 * A test for identifiers by a pattern in which `*` stands for any characters, also none. Not a regular expression:
 * its time is linear, whatever the pattern.
 */
export function matcherOf(pattern: string): (identifier: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (identifier) => identifier === pattern;
  return (identifier) => {
    const end = identifier.length - tail.length;
    if (end < head.length || !identifier.startsWith(head) || !identifier.endsWith(tail)) return false;
    let at = head.length;
    for (const part of rest) {
      const found = identifier.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
