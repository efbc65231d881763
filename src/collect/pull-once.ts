import { count } from '../core/explain/numbers.ts';
import { MINUTE } from '../core/time.ts';
import { addToNotice } from '../store/queries/notices.ts';
import { advancePull, failPull, openPull } from '../store/queries/zoom-pulls.ts';
import { appTasks, readInventory, suggestLinks } from './app-inventory.ts';
import { compareWithZoom } from './compare-with-zoom.ts';
import { type PullContext, pullStep, type Step, type Task } from './pull-stream.ts';
import { OPERATIONS, SIGN_INS } from './streams.ts';
import { takeRecords } from './take-records.ts';
import { PausedUntil, ZoomProblem, type ZoomProblemCode } from './zoom-problem.ts';

/** Told after every window. */
export type Progress = (title: string, step: Step) => void;

export interface PullResult {
  /** By list: how many records were new. */
  readonly added: ReadonlyMap<string, number>;
  /** By list: why it could not be read to its end. */
  readonly problems: ReadonlyMap<string, ZoomProblem>;
}

/** What keeps one list from being read keeps all. */
const FATAL: ReadonlySet<ZoomProblemCode> = new Set(['invalid_client', 'app_disabled']);
/** What holds for an endpoint, whichever app it is asked about. */
const OF_ENDPOINT: ReadonlySet<ZoomProblemCode> = new Set(['missing_scope', 'no_permission', 'not_offered']);
/** Lists in a row for which Zoom does not answer: then the rest waits for the next pull. */
const MOST_UNANSWERED = 3;

/** Brings every list up to date: a window of each in turn, so that a long history of one does not keep the others waiting. */
export async function pullOnce(context: PullContext, progress: Progress): Promise<PullResult> {
  const { intake } = context;
  const round = new Round(context);
  let waiting = accountTasks(context);
  await round.attempt('apps', 'apps', () => inventory(context));
  waiting.push(...(await appTasks(intake)));
  while (waiting.length > 0) {
    const again: Task[] = [];
    for (const task of waiting) {
      const { name, title } = task.stream;
      if (round.isBarred(task)) continue;
      const step = await round.attempt(name, title, () => pullStep(task, context), task);
      if (step === null) continue;
      round.added.set(title, (round.added.get(title) ?? 0) + step.added);
      progress(title, step);
      if (step.daysLeft > 0) again.push(task);
    }
    waiting = again;
  }
  await suggestLinks(intake.store);
  const strangers = await compareWithZoom(intake);
  if (strangers > 0) round.added.set('calls that only Zoom saw', strangers);
  await tellSkew(context);
  return round;
}

/** What went well and what went wrong so far. */
class Round implements PullResult {
  readonly added = new Map<string, number>();
  readonly problems = new Map<string, ZoomProblem>();
  readonly #context: PullContext;
  readonly #endpoints = new Set<string>();
  #unanswered = 0;
  #stopped = false;

  constructor(context: PullContext) {
    this.#context = context;
  }

  /** Whether asking for it is known to be in vain. */
  isBarred({ stream }: Task): boolean {
    const label = this.#context.client.labelOf(stream);
    const isPause = (problem: ZoomProblem): boolean =>
      problem instanceof PausedUntil && (problem.label === label || problem.label === '');
    return this.#stopped || this.#endpoints.has(stream.what) || [...this.problems.values()].some(isPause);
  }

  /** Null when Zoom does not give it; then the operator is told. */
  async attempt<T>(name: string, title: string, work: () => Promise<T>, task?: Task): Promise<T | null> {
    try {
      const result = await work();
      this.#unanswered = 0;
      return result;
    } catch (error) {
      if (!(error instanceof ZoomProblem)) throw error;
      this.problems.set(title, error);
      if (OF_ENDPOINT.has(error.code) && task !== undefined) this.#endpoints.add(task.stream.what);
      this.#unanswered = error.code === 'unavailable' ? this.#unanswered + 1 : 0;
      this.#stopped ||= FATAL.has(error.code) || this.#unanswered === MOST_UNANSWERED;
      await tellProblem(this.#context, name, error);
      return null;
    }
  }
}

function accountTasks({ intake }: PullContext): Task[] {
  const kinds = [
    [SIGN_INS, 'zoom-activity'],
    [OPERATIONS, 'zoom-operation'],
  ] as const;
  return kinds.map(([stream, format]) => ({
    stream,
    take: (records, since) => takeRecords(records, { format, source: format, learnUntil: since }, intake),
  }));
}

async function inventory({ client, intake, owner }: PullContext): Promise<void> {
  const now = intake.now();
  await openPull(intake.store, 'apps', { now, firstDay: now });
  await readInventory(client, intake);
  await advancePull(intake.store, owner, 'apps', { settledUntil: now, readAt: now, added: 0 });
}

async function tellProblem(
  { intake, owner }: PullContext,
  stream: string,
  problem: ZoomProblem,
): Promise<void> {
  const { code, message } = problem;
  await failPull(intake.store, owner, stream, { code, message, at: intake.now() });
  await addToNotice(intake.store, {
    kind: `zoom_${code}`,
    subject: stream.split('/', 1)[0]!,
    message,
    count: 1,
  });
}

async function tellSkew({ client, intake }: PullContext): Promise<void> {
  if (client.skew === null) return;
  const apart = count(Math.round(Math.abs(client.skew) / MINUTE), 'minute');
  await addToNotice(intake.store, {
    kind: 'clock_skew',
    subject: 'zoom-api',
    message: `This clock is ${apart} ${client.skew > 0 ? 'behind' : 'ahead of'} Zoom's. Run NTP here: tokens, signatures and late events depend on it.`,
    count: 1,
  });
}
