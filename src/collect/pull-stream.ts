import { DAY } from '../core/time.ts';
import { advancePull, openPull } from '../store/queries/zoom-pulls.ts';
import type { Json, ZoomClient } from './client.ts';
import { readWindow } from './read-window.ts';
import type { Stream } from './streams.ts';
import type { Intake } from './take-records.ts';
import { dayStart, nextWindow } from './windows.ts';

/** What a pull works with. */
export interface PullContext {
  readonly client: ZoomClient;
  readonly intake: Intake;
  /** Under which name the lease is held. */
  readonly owner: string;
}

/** One list, and what becomes of its records. */
export interface Task {
  readonly stream: Stream;
  /**
   * Stores records, and what is known already changes nothing; resolves with how many were new.
   *
   * @param since when the list was first pulled, epoch milliseconds: what is older is history
   */
  readonly take: (records: readonly Json[], since: number) => Promise<number>;
}

export interface Step {
  readonly added: number;
  /** Days of history that are still to be read, and of how many. */
  readonly daysLeft: number;
  readonly days: number;
}

/**
 * Reads one window of a list and stores it, then moves the cursor: a process that dies in between reads the window
 * again, and finds everything known.
 *
 * @throws {ZoomProblem}
 */
export async function pullStep({ stream, take }: Task, context: PullContext): Promise<Step> {
  const { store, now } = context.intake;
  const began = now();
  const firstDay = dayStart(began) - stream.keeps * DAY;
  const state = await openPull(store, stream.name, { now: began, firstDay });
  // A window that could not be read to its end is tried in smaller pieces.
  const longest = state.problem === null ? stream.longest : 1;
  const planned = nextWindow(state.settledUntil, began, stream.keeps, longest);
  let added = 0;
  const { datesCount } = await readWindow(context.client, stream, planned.window, async (records) => {
    added += await take(records, state.since);
  });
  // A list that pays no attention to days has given all that it has.
  const settled = datesCount ? planned : { settledUntil: dayStart(began) - DAY, daysLeft: 0 };
  const { settledUntil, daysLeft } = settled;
  await advancePull(store, context.owner, stream.name, { settledUntil, readAt: began, added });
  return { added, daysLeft, days: stream.keeps };
}
