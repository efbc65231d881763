/** Sums of fractions differ in their last bits when they are taken in another order. */
const TOLERANCE = 1e-9;

/** The members, of either, in which two objects or arrays differ; in the order of their names in `a`. */
export function differingKeys(a: object, b: object): string[] {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (key) => !left.has(key) || !right.has(key) || !same(left.get(key), right.get(key)),
  );
}

/** Whether two plain JSON values say the same; numbers up to rounding. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b), 1);
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return differingKeys(a, b).length === 0;
}
