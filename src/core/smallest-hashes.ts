/** The values of a full map as a binary heap, the one with the largest hash on top. */
interface Heap {
  readonly values: string[];
  readonly ranks: number[];
}

/** Of maps that are full. What a map holds decides alone; this only saves looking through it again. */
const heaps = new WeakMap<object, Heap>();

/**
 * Whether a value that is not in the map belongs to the `limit` values with the smallest hash, and so may be set. Then
 * it has to be: the one with the largest hash was deleted if the map was full. A value among the smallest of the whole
 * was among the smallest of every part, so what stays has exact counts whatever the order of arrival (bottom-k sketch,
 * Cohen & Kaplan 2007). Values may only leave a full map by this function.
 */
export function makesRoom(map: Map<string, unknown>, value: string, limit: number): boolean {
  if (map.size < limit) return true;
  const heap = heaps.get(map) ?? heapOf(map);
  const rank = hash32(value);
  const [worst = '', worstRank = 0] = [heap.values[0], heap.ranks[0]];
  if (rank > worstRank || (rank === worstRank && value > worst)) return false;
  map.delete(worst);
  heap.values[0] = value;
  heap.ranks[0] = rank;
  sink(heap, 0);
  return true;
}

function heapOf(map: Map<string, unknown>): Heap {
  const values = [...map.keys()];
  const heap = { values, ranks: values.map(hash32) };
  for (let at = values.length >> 1; at >= 0; at -= 1) sink(heap, at);
  heaps.set(map, heap);
  return heap;
}

function sink(heap: Heap, from: number): void {
  let at = from;
  for (;;) {
    const left = 2 * at + 1;
    let worst = at;
    if (isWorse(heap, left, worst)) worst = left;
    if (isWorse(heap, left + 1, worst)) worst = left + 1;
    if (worst === at) return;
    swap(heap.values, at, worst);
    swap(heap.ranks, at, worst);
    at = worst;
  }
}

/** Whether the value at `a` has the larger hash, of equal ones the larger text. */
function isWorse({ values, ranks }: Heap, a: number, b: number): boolean {
  if (a >= values.length) return false;
  return ranks[a]! > ranks[b]! || (ranks[a] === ranks[b] && values[a]! > values[b]!);
}

function swap<T>(array: T[], a: number, b: number): void {
  [array[a], array[b]] = [array[b]!, array[a]!];
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): a fixed, well-mixed order of strings; not for secrets. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
