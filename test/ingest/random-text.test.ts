import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksRandom } from '../../src/ingest/random-text.ts';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

describe('looksRandom', () => {
  test.each([
    ['base62', `${LOWER}${LOWER.toUpperCase()}${DIGITS}`, 32],
    ['base64url', `${LOWER}${LOWER.toUpperCase()}${DIGITS}-_`, 43],
    ['letters of both cases', `${LOWER}${LOWER.toUpperCase()}`, 36],
    ['base32', `${LOWER.toUpperCase()}234567`, 52],
    ['base36', `${LOWER}${DIGITS}`, 48],
    ['hex', '0123456789abcdef', 40],
  ])('finds %s', (_, alphabet, length) => {
    const secrets = fc.sample(
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length }),
      { numRuns: 2000, seed: 7 },
    );
    const missed = secrets.filter((secret) => !looksRandom(secret));
    expect(missed.length / secrets.length).toBeLessThanOrEqual(0.002);
  });

  test.each([
    'getInformationAboutAppForUserAccount',
    'HTTPServerStatusMonitoringAgent',
    'us-east-1a-k8s-node7-v2-prod3-db1',
    'presentations-logstash-monitorama-2013',
    'a3c68b72ee14490b93b0bbdb07b1f0c1',
    'B0A8FB8C-9A34-4B3C-8F6C-2F0A8C0B6D1E',
    'req_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '31415926535897932384626433832795028841971',
    'meeting_participants_room_system_callout_accepted',
    '%252FajXp112QmuoKj4854875%253D%253D',
  ])('takes %s for what it is', (text) => {
    expect(looksRandom(text)).toBe(false);
  });
});
