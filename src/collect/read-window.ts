import { DAY, toIso } from '../core/time.ts';
import { parseTime } from '../ingest/time.ts';
import type { Json, ZoomClient } from './client.ts';
import type { Stream } from './streams.ts';
import type { Window } from './windows.ts';
import { StalePageToken, ZoomProblem } from './zoom-problem.ts';

/** Records held at once; a window with more is handed on in parts. */
const MOST_HELD = 50_000;
const PAGE_SIZE = '300';
/** A page token lives for 15 minutes; a range that expires this often is given up until the next pull. */
const ATTEMPTS = 3;
const MOST_PAGES = 20_000;

export interface WindowReading {
  /** False: the list pays no attention to the days that were asked for, and everything it has was read. */
  readonly datesCount: boolean;
}

/**
 * Reads a window page by page and hands its records on, each once, in order of time (whatever the order of the pages),
 * in parts of at most 50,000. When a page token expires on the way, the window is read from its first page again: what was
 * handed on before comes a second time, so the taker must know it again.
 *
 * @throws {ZoomProblem} and what `take` throws
 */
export async function readWindow(
  client: ZoomClient,
  stream: Stream,
  window: Window,
  take: (records: readonly Json[]) => Promise<void>,
): Promise<WindowReading> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(client, stream, window, take);
    } catch (error) {
      if (!(error instanceof StalePageToken)) throw error;
      if (attempt === ATTEMPTS) {
        throw new ZoomProblem(
          'unavailable',
          `The pages of ${stream.what} expired ${ATTEMPTS} times before they were read. It is tried again with the next pull.`,
        );
      }
    }
  }
}

async function readOnce(
  client: ZoomClient,
  stream: Stream,
  window: Window,
  take: (records: readonly Json[]) => Promise<void>,
): Promise<WindowReading> {
  /** By their text: paging while records come in shows some of them twice. */
  let held = new Map<string, Json>();
  let datesCount = true;
  const handOn = async (): Promise<void> => {
    const records = [...held].sort(
      ([a, x], [b, y]) => timeOf(x, stream) - timeOf(y, stream) || (a < b ? -1 : 1),
    );
    held = new Map();
    if (records.length > 0) await take(records.map(([, record]) => record));
  };
  for await (const page of pagesOf(client, stream, window)) {
    const times = page.map((record) => timeOf(record, stream));
    if (times.some((time) => time < window.from - 2 * DAY || time >= window.to + 3 * DAY)) datesCount = false;
    for (const record of page) held.set(textOf(record), record);
    if (held.size >= MOST_HELD) await handOn();
    // A list without days that begins with its newest: the rest is older than what is asked for.
    if (!datesCount && isDescending(times) && times.every((time) => time < window.from - 2 * DAY)) break;
  }
  await handOn();
  return { datesCount };
}

async function* pagesOf(
  client: ZoomClient,
  stream: Stream,
  window: Window,
): AsyncGenerator<readonly Json[], void> {
  const { path, label, what, scope, list } = stream;
  const query = { from: dayText(window.from), to: dayText(window.to), page_size: PAGE_SIZE };
  const seen = new Set<string>();
  let token = '';
  do {
    const page = token === '' ? {} : { next_page_token: token };
    const answer = await client.get({ path, query: { ...query, ...page }, label, what, scope });
    yield recordsIn(answer, list, what);
    const next = answer['next_page_token'];
    token = typeof next === 'string' ? next : '';
    if (token !== '' && (seen.has(token) || seen.size >= MOST_PAGES)) {
      throw new ZoomProblem(
        'unexpected_answer',
        `The pages of ${what} have no end. They are read again with the next pull.`,
      );
    }
    seen.add(token);
  } while (token !== '');
}

/** The records of an answer. Zoom leaves the list out where there is none. */
export function recordsIn(answer: Json, list: string, what: string): readonly Json[] {
  const records = answer[list] ?? [];
  if (!Array.isArray(records)) {
    throw new ZoomProblem('unexpected_answer', `Zoom's answer for ${what} has no list "${list}".`);
  }
  return records.filter((record): record is Json => typeof record === 'object' && record !== null);
}

/** Epoch milliseconds; what cannot be read comes first, and is rejected by its reader. */
const timeOf = (record: Json, { timeField }: Stream): number => parseTime(record[timeField]) ?? 0;

/** The same for the same record, in whatever order its members come. */
const textOf = (record: Json): string =>
  JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const isDescending = (times: readonly number[]): boolean => times.length > 1 && times[0]! > times.at(-1)!;

const dayText = (time: number): string => toIso(time).slice(0, 10);
