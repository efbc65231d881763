import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { EventPageView, TimelineEventView } from '../../../http/timeline-event-schema.ts';
import { ApiProblem, get } from '../../api/client.ts';

const PAGE = 200;
/** Pages that are kept; those farthest from what is looked at go first, and are asked for again when they are. */
const KEPT = 12;
/** A taller list would be beyond what browsers lay out. */
const MOST_ROWS = 500_000;

export interface Rows {
  /** The row at a place, or null while it is not here. */
  readonly at: (index: number) => TimelineEventView | null;
  /** Rows known to be there, and room for one page more while there may be one. */
  readonly length: number;
  /** Whether the last of them is the last of all. */
  readonly complete: boolean;
  /** Says what is looked at, both included; asks for what is missing there. */
  readonly look: (from: number, to: number) => void;
  readonly problem: ApiProblem | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Book {
  readonly path: string;
  /** `cursors[i]` leads to page i. */
  readonly cursors: (string | null)[];
  readonly pages: Map<number, TimelineEventView[]>;
  /** Rows of all pages, once the last one was reached. */
  total: number | null;
  known: number;
}

const newBook = (path: string): Book => ({ path, cursors: [null], pages: new Map(), total: null, known: 0 });

/** The rows of a listing, by page as they are looked at. @param path without cursor and limit; null: nothing yet */
export function useRows(path: string | null): Rows {
  const book = useRef<Book>(newBook(path ?? ''));
  const running = useRef<{ page: number; request: AbortController } | null>(null);
  const looked = useRef<readonly [number, number]>([0, 0]);
  const [, drawn] = useState(0);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const redraw = useCallback(() => drawn((times) => times + 1), []);

  const fetchMissing = useCallback((): void => {
    const own = book.current;
    if (own.path === '' || running.current !== null) return;
    const [from, to] = looked.current;
    const missing = missingPage(own, Math.floor(from / PAGE), Math.floor(to / PAGE));
    if (missing === null) return;
    const request = new AbortController();
    running.current = { page: missing, request };
    const cursor = own.cursors[missing] ?? null;
    const path = `${own.path}${own.path.includes('?') ? '&' : '?'}limit=${PAGE}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    get<EventPageView>(path, { signal: request.signal })
      .then(
        ({ events, next_cursor }) => {
          if (book.current !== own) return;
          own.pages.set(missing, events);
          own.known = Math.max(own.known, missing * PAGE + events.length);
          if (next_cursor === null) own.total = missing * PAGE + events.length;
          else own.cursors[missing + 1] = next_cursor;
          forgetFar(own, looked.current);
          setProblem(null);
        },
        (error: unknown) => {
          if (request.signal.aborted) return;
          setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'unexpected', String(error)));
        },
      )
      .finally(() => {
        if (running.current?.request !== request) return;
        running.current = null;
        redraw();
        if (!request.signal.aborted) next.current();
      });
    redraw();
  }, [redraw]);
  // What failed is asked for again only when somebody says so.
  const next = useRef<() => void>(() => {});
  next.current = problem === null ? fetchMissing : () => {};

  const begin = useCallback(
    (at: string) => {
      running.current?.request.abort();
      running.current = null;
      const before = book.current;
      // Of the same listing, what is shown stays until the new rows are there.
      book.current = newBook(at);
      if (before.path === at && before.pages.size > 0) {
        book.current.pages.set(-1, before.pages.get(0) ?? []);
      }
      setProblem(null);
      fetchMissing();
    },
    [fetchMissing],
  );

  useEffect(() => {
    looked.current = [0, 0];
    begin(path ?? '');
    return () => running.current?.request.abort();
  }, [path, begin]);

  const look = useCallback((from: number, to: number) => {
    looked.current = [from, to];
    next.current();
  }, []);

  const own = book.current;
  const stale = own.pages.get(-1);
  return {
    at: (index) =>
      (own.pages.get(Math.floor(index / PAGE)) ?? (index < PAGE ? stale : undefined))?.[index % PAGE] ?? null,
    length: Math.min(
      MOST_ROWS,
      own.total ?? (own.known === 0 && stale !== undefined ? stale.length : own.known + PAGE),
    ),
    complete: own.total !== null,
    look,
    problem,
    loading: running.current !== null,
    reload: useCallback(() => begin(book.current.path), [begin]),
  };
}

/** The first page that is looked at and not here, as far as the cursors lead. */
function missingPage({ cursors, pages, total }: Book, first: number, last: number): number | null {
  const end = total === null ? cursors.length - 1 : Math.max(0, Math.ceil(total / PAGE) - 1);
  for (let page = Math.min(first, end); page <= Math.min(last, end); page += 1) {
    if (!pages.has(page) && cursors[page] !== undefined) return page;
  }
  return null;
}

function forgetFar({ pages }: Book, [from, to]: readonly [number, number]): void {
  pages.delete(-1);
  const middle = (from + to) / 2 / PAGE;
  const farthest = [...pages.keys()].sort((a, b) => Math.abs(b + 0.5 - middle) - Math.abs(a + 0.5 - middle));
  for (const page of farthest.slice(0, Math.max(0, pages.size - KEPT))) pages.delete(page);
}
