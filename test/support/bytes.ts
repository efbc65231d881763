/** Bytes in chunks of a size, as a socket or a file may deliver them. */
export async function* inChunks(
  content: string | Uint8Array,
  size = 64 * 1024,
): AsyncGenerator<Uint8Array, void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

/** Everything that an async iterable gives. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of iterable) all.push(item);
  return all;
}
