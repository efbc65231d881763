import { DAY } from '../core/time.ts';
import { hex } from './directory.ts';
import { exponential } from './distributions.ts';
import type { Random } from './random.ts';

/** A program that calls, through its releases: what it puts into `User-Agent` from when on. */
export interface Client {
  readonly family: ClientFamily;
  /** Ascending; the first one holds from the beginning. */
  readonly releases: readonly (readonly [from: number, userAgent: string])[];
}

/** How user agents look, by family; `major` to `patch` move as releases come. */
const FAMILIES = {
  requests: { version: [2, 28, 1], text: (v) => `python-requests/${v}` },
  httpx: { version: [0, 25, 0], text: (v) => `python-httpx/${v}` },
  aiohttp: { version: [3, 9, 1], text: (v) => `Python/3.11 aiohttp/${v}` },
  axios: { version: [1, 6, 2], text: (v) => `axios/${v}` },
  nodeFetch: { version: [1, 0, 0], text: () => 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)' },
  undici: { version: [6, 0, 0], text: () => 'undici' },
  go: { version: [2, 0, 0], text: () => 'Go-http-client/2.0' },
  okhttp: { version: [4, 11, 0], text: (v) => `okhttp/${v}` },
  java: { version: [17, 0, 6], text: (v) => `Java-http-client/${v}` },
  apache: { version: [5, 2, 1], text: (v) => `Apache-HttpClient/${v} (Java/17.0.8)` },
  guzzle: { version: [7, 8, 0], text: (v) => `GuzzleHttp/${v}` },
  faraday: { version: [2, 7, 10], text: (v) => `Faraday v${v}` },
  zoomNet: { version: [0, 73, 0], text: (v) => `ZoomNet/${v} (+https://github.com/Jericho/ZoomNet)` },
  powershell: {
    version: [5, 1, 20348],
    text: (v) => `Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/${v}`,
  },
  postman: { version: [7, 36, 0], text: (v) => `PostmanRuntime/${v}` },
  curl: { version: [8, 4, 0], text: (v) => `curl/${v}` },
  insomnia: { version: [8, 4, 5], text: (v) => `insomnia/${v}` },
  browser: {
    version: [126, 0, 0],
    text: (v) =>
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0 Safari/537.36`,
  },
  /** A program of the house that names its own build: a new text with every deployment. */
  inHouse: { version: [1, 4, 0], text: (v, build) => `zoom-bridge/${v}+${build} (integrations@example.com)` },
  scanner: { version: [0, 1, 0], text: () => 'Mozilla/5.0' },
} as const satisfies Record<
  string,
  { version: readonly number[]; text: (version: string, build: string) => string }
>;

export type ClientFamily = keyof typeof FAMILIES;

/** What services, people and thieves are seen with. */
export const SERVICE_FAMILIES: readonly (readonly [ClientFamily, number])[] = [
  ['requests', 20],
  ['axios', 16],
  ['inHouse', 14],
  ['go', 8],
  ['okhttp', 7],
  ['java', 6],
  ['apache', 6],
  ['guzzle', 5],
  ['httpx', 5],
  ['aiohttp', 4],
  ['nodeFetch', 4],
  ['faraday', 3],
  ['undici', 3],
  ['zoomNet', 3],
  ['powershell', 4],
];
export const PEOPLE_FAMILIES: readonly (readonly [ClientFamily, number])[] = [
  ['postman', 8],
  ['curl', 5],
  ['requests', 5],
  ['insomnia', 2],
  ['browser', 2],
  ['nodeFetch', 2],
];
export const THIEF_FAMILIES: readonly (readonly [ClientFamily, number])[] = [
  ['requests', 9],
  ['curl', 4],
  ['go', 3],
  ['httpx', 2],
  ['postman', 2],
  ['scanner', 1],
];

/** A client with its releases between `start` and `end`: patches often, minors now and then. */
export function makeClient(family: ClientFamily, start: number, end: number, random: Random): Client {
  const { version, text } = FAMILIES[family];
  let major: number = version[0];
  let minor: number = version[1] + random.integer(0, 3);
  let patch: number = version[2] + random.integer(0, 2);
  const releases: [number, string][] = [];
  const everyDays = family === 'inHouse' ? random.uniform(5, 20) : random.uniform(25, 90);
  for (let at = start; at < end; at += DAY * (1 + exponential(random, everyDays))) {
    releases.push([at, text(`${major}.${minor}.${patch}`, hex(random, 7))]);
    if (random.chance(0.05)) [major, minor, patch] = [major + 1, 0, 0];
    else if (random.chance(0.3)) [minor, patch] = [minor + 1, 0];
    else patch += 1;
  }
  return { family, releases };
}

export function userAgentAt(client: Client, time: number): string {
  const { releases } = client;
  let index = releases.length - 1;
  while (index > 0 && (releases[index] as readonly [number, string])[0] > time) index -= 1;
  return (releases[index] as readonly [number, string])[1];
}
