// Makes the built-in calibration anew: `npm run build && node scripts/calibrate.mjs` (about ten minutes) prints the table
// of src/core/reference.ts, from the restless tuning fleets without thefts, learning time included. Episodes during changes
// that an owner ought to have declared are left out. Raise REFERENCE_VERSION with it.

import { rollUpFleet } from '../dist/src/evaluation/fleet-hours.js';
import { explains } from '../dist/src/evaluation/judge.js';
import { replayFleet } from '../dist/src/evaluation/replay-fleet.js';
import { generateFleet } from '../dist/src/scenario/fleet.js';

const FLEETS = 8;
const [FIRST_BITS, LAST_BITS] = [8, 21];

let usedDays = 0;
const scores = [];
for (let seed = 1; seed <= FLEETS; seed += 1) {
  const fleet = generateFleet({
    kind: 'restless',
    seed: `cal-${seed}`,
    attacks: false,
    maxCallsPerDay: 1200,
  });
  const replayed = replayFleet(rollUpFleet(fleet), { learnUntil: 0, owners: true });
  for (const { hours, episodes, changes } of replayed.credentials) {
    usedDays += new Set(hours.map(({ hour }) => Math.floor(hour / 24))).size;
    const undeclared = changes.filter(({ oughtToBeDeclared }) => oughtToBeDeclared);
    for (const episode of episodes) {
      const excused = undeclared.some((change) => episode.hours.some((hour) => explains(change, hour)));
      if (!excused) scores.push(Math.max(...episode.hours.map(({ bits }) => bits)));
    }
  }
  process.stderr.write(`fleet ${seed} of ${FLEETS}\n`);
}
const rates = [];
for (let bits = FIRST_BITS; bits <= LAST_BITS; bits += 1) {
  rates.push(Number((scores.filter((score) => score >= bits).length / usedDays).toPrecision(3)));
}
console.log(`${usedDays} used days, ${scores.length} episodes`);
console.log(`RATES from ${FIRST_BITS} bits on: [${rates.join(', ')}]`);
