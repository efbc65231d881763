import type { HourScore } from '../core/alert.ts';
import { dayOf } from '../core/daily-peaks.ts';
import { type Episode, episodesOf } from '../core/episode.ts';
import { FleetCalibration } from '../core/fleet-calibration.ts';
import { HourReplay } from '../core/replay.ts';
import type { HourRollup } from '../core/rollup.ts';
import { type CredentialHours, type FleetHours, withoutOwners } from './fleet-hours.ts';

/** A credential with its episodes of evidence, which no budget changes. */
export interface CredentialEpisodes extends CredentialHours {
  readonly episodes: readonly Episode[];
}

export interface FleetEpisodes {
  readonly fleet: FleetHours;
  /** Epoch ms before which everything was only learnt. */
  readonly learnUntil: number;
  readonly credentials: readonly CredentialEpisodes[];
  readonly calibration: FleetCalibration;
}

export interface ReplayOptions {
  /** Epoch ms. */
  readonly learnUntil: number;
  /** Whether the owners of addresses are known, as with an ASN and a country database. */
  readonly owners: boolean;
}

/** Scores every hour of a fleet, in order of time over all credentials, as `analyze` does. */
export function replayFleet(fleet: FleetHours, { learnUntil, owners }: ReplayOptions): FleetEpisodes {
  const calibration = new FleetCalibration();
  const tracks = fleet.credentials.map((credential) => ({
    credential,
    // Each credential's own zone is not known to an installation: it has one for all.
    replay: new HourReplay('UTC', learnUntil),
    scores: [] as HourScore[],
  }));
  for (const { rollup, track } of inOrder(tracks)) {
    const scored = track.replay.add(owners ? rollup : withoutOwners(rollup));
    if (scored === null) continue;
    calibration.add({
      credentialId: track.credential.info.credential,
      day: dayOf(rollup.hour),
      bits: scored.bits,
    });
    if (scored.score !== null) track.scores.push(scored.score);
  }
  return {
    fleet,
    learnUntil,
    calibration,
    credentials: tracks.map(({ credential, scores }) => ({ ...credential, episodes: episodesOf(scores) })),
  };
}

function inOrder<T extends { readonly credential: CredentialHours }>(
  tracks: readonly T[],
): { rollup: HourRollup; track: T }[] {
  return tracks
    .flatMap((track) => track.credential.hours.map((rollup) => ({ rollup, track })))
    .sort((a, b) => a.rollup.hour - b.rollup.hour);
}
