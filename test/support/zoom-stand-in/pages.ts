import { randomBytes } from 'node:crypto';
import type { Reply } from './reply.ts';

/** A page token lives for 15 minutes. */
const LIFETIME = 15 * 60_000;
const [DEFAULT_SIZE, LARGEST_SIZE] = [30, 300];

interface Place {
  readonly path: string;
  readonly records: readonly unknown[];
  readonly offset: number;
  readonly expires: number;
}

/** Serves lists in pages, each with the token of the next; the list stays as it was when its first page was read. */
export class Pages {
  readonly #places = new Map<string, Place>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param read the records, asked for with the first page alone */
  serve(url: URL, name: string, read: () => readonly unknown[], around: object = {}): Reply {
    const size = Number(url.searchParams.get('page_size') ?? DEFAULT_SIZE);
    if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE)
      return invalid('page_size', 'Invalid field.');
    const token = url.searchParams.get('next_page_token') ?? '';
    const place = token === '' ? { records: read(), offset: 0 } : this.#places.get(token);
    if (
      place === undefined ||
      ('expires' in place && (place.expires <= this.#now() || place.path !== url.pathname))
    )
      return invalid('next_page_token', 'The next page token is invalid or expired.');
    const end = place.offset + size;
    const next = end < place.records.length ? randomBytes(24).toString('base64url') : '';
    if (next !== '') {
      const expires = this.#now() + LIFETIME;
      this.#places.set(next, { path: url.pathname, records: place.records, offset: end, expires });
    }
    return {
      status: 200,
      body: {
        ...around,
        page_size: size,
        next_page_token: next,
        [name]: place.records.slice(place.offset, end),
      },
    };
  }
}

/** Zoom's envelope of a request that it cannot read (code 300). */
export const invalid = (field: string, message: string): Reply => ({
  status: 400,
  body: { code: 300, message: 'Validation Failed.', errors: [{ field, message }] },
});
