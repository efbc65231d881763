import type { HourScore } from '../core/alert.ts';
import { type DailyPeak, type DayNumber, dayOf } from '../core/daily-peaks.ts';
import { type Episode, EpisodeCutter } from '../core/episode.ts';
import { HourReplay } from '../core/replay.ts';
import type { ScoredHour } from '../core/score.ts';
import type { HourNumber } from '../core/time.ts';
import type { CredentialState } from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { readRollupsAfter, readScoresAfter } from '../store/queries/history.ts';
import type { Store } from '../store/store.ts';

/** Hours that are held at a time: however long a history is, memory does not grow with it. */
const SCORES_AT_ONCE = 500;
const ROLLUPS_AT_ONCE = 100;
const BEFORE_ALL_HOURS: HourNumber = -1;

/** A credential's hours of evidence as they are stored, ascending. Throws the reason of `signal`. */
export async function* storedEvidence(
  store: Store,
  credentialId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<HourScore> {
  let after = BEFORE_ALL_HOURS;
  for (;;) {
    signal?.throwIfAborted();
    const page = await readScoresAfter(store, credentialId, after, SCORES_AT_ONCE);
    yield* page;
    if (page.length < SCORES_AT_ONCE) return;
    after = page.at(-1)!.hour;
  }
}

/**
 * Every hour of a credential scored anew from its roll-ups, as if nothing had only been learnt; ascending. Throws the
 * reason of `signal`.
 */
export async function* rescored(
  store: Store,
  { credentialId, hasDirectives, timeZone }: CredentialState,
  zone: string,
  last: HourNumber,
  signal: AbortSignal | undefined,
): AsyncGenerator<ScoredHour & { readonly hour: HourNumber }> {
  const range = { credentialId, from: 0, to: last };
  const directives = hasDirectives ? (await readDirectives(store.db, [range])).get(credentialId) : undefined;
  const replay = new HourReplay(timeZone ?? zone, 0, directives);
  let after = BEFORE_ALL_HOURS;
  for (;;) {
    signal?.throwIfAborted();
    const page = await readRollupsAfter(store, credentialId, after, ROLLUPS_AT_ONCE);
    for (const rollup of page) {
      const scored = replay.add(rollup);
      if (scored !== null) yield { hour: rollup.hour, ...scored };
    }
    if (page.length < ROLLUPS_AT_ONCE) return;
    after = page.at(-1)!.hour;
  }
}

export async function* evidenceAmong(hours: AsyncIterable<ScoredHour>): AsyncGenerator<HourScore> {
  for await (const { score } of hours) if (score !== null) yield score;
}

/** One credential's highest score of each day, ascending. */
export async function peaksOf(
  credentialId: string,
  hours: AsyncIterable<ScoredHour & { readonly hour: HourNumber }>,
): Promise<DailyPeak[]> {
  const peaks = new Map<DayNumber, number>();
  for await (const { hour, bits } of hours) {
    const day = dayOf(hour);
    peaks.set(day, Math.max(bits, peaks.get(day) ?? 0));
  }
  return [...peaks].map(([day, bits]) => ({ credentialId, day, bits }));
}

/** Cuts hours of evidence into episodes while they come, as `episodesOf` does with all of them at hand. */
export async function* episodesIn(evidence: AsyncIterable<HourScore>): AsyncGenerator<Episode> {
  const cutter = new EpisodeCutter();
  for await (const score of evidence) {
    const ended = cutter.add(score);
    if (ended !== null) yield ended;
  }
  yield* cutter.open;
}
