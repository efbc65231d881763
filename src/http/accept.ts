/**
 * The type to answer with, of those that a route can make, by the Accept header (RFC 9110 §12.5.1): the one with the
 * highest weight that is named by its full name; else the first. Wildcards are content with the first.
 */
export function preferredType<T extends string>(header: string | undefined, offered: readonly T[]): T {
  const first = offered[0] as T;
  if (header === undefined) return first;
  const named = header.split(',').flatMap((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const type = offered.find((candidate) => candidate === name);
    const q = weight === undefined ? 1 : Number(weight.slice(2));
    return type === undefined || !(q > 0) ? [] : [{ type, q }];
  });
  return named.sort((a, b) => b.q - a.q)[0]?.type ?? first;
}
