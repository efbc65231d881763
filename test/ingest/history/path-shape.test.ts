import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationOf } from '../../../src/core/operation.ts';
import { LISTED_ENDPOINTS } from '../../../src/core/operation-endpoints.ts';
import { copyShape } from '../../../src/ingest/history/path-shape.ts';

function shapeOf(path: string, room = 500): string {
  const [bytes, into] = [Buffer.from(`"${path}"`), Buffer.alloc(room)];
  return into.toString('utf8', 0, copyShape(bytes, 1, bytes.length - 1, into, 0));
}

const withoutQuery = (path: string): string => path.replace(/[?#].*$/s, '');

const words = LISTED_ENDPOINTS.split(/[^\w-]+/).filter((word) => word !== '');
const word = fc.constantFrom('v2', 'v1', 'me', 'users', 'meetings', 'accounts', 'scim2', '', '.', ...words);
const value = fc.constantFrom(
  '83916237467',
  'KDcuGIm1QgePTO8WbOqwIQ',
  'jane.doe@example.com',
  'jane%40example.com',
  'iehgDhCLQ%2FKx%2BiNw%3D%3D',
  'iehgDhCLQ%252FKx%252BiNw%253D%253D',
  'report.pdf',
  'a%2Fb.html',
  'x@y.html',
  '%6d%65',
  '%256d%2565',
  '%3D%FF',
  '%2525',
  'us%65rs',
  'u;x=%3D',
  'é%3D',
);
const noise = fc.string({ unit: fc.constantFrom(...'aZ019_-.+@%;=~ é2FBDf54'), maxLength: 9 });
const path = fc
  .tuple(
    fc.constantFrom('/', '/', '/', '//', '', 'https://zoom.us/'),
    fc.array(fc.oneof(word, word, value, noise), { maxLength: 6 }),
    fc.constantFrom('', '?a=1/b%3D@c', '#x'),
  )
  .map(([slash, steps, rest]) => `${slash}${steps.join('/')}${rest}`);

describe('the shape of a path', () => {
  it('is the same operation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'FOO'),
        fc.constantFrom('api.zoom.us', 'example.com', null),
        path,
        (method, host, sent) => {
          const whole = operationOf(method, host, withoutQuery(sent));
          expect(operationOf(method, host, shapeOf(sent))).toEqual(whole);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['/v2/users/jane.doe@example.com/meetings?page=2', '/v2/users/0/meetings'],
    ['/v2/meetings/83916237467', '/v2/meetings/0'],
    ['/v2/past_meetings/9sEtHi%2F9EIeA%3D%3D/participants', '/v2/past_meetings/0/participants'],
    ['/v2/report/meetings/%252FlQ7juixLexyfbMKKLnoV%253D%253D', '/v2/report/meetings/0'],
    ['/report@example.html', '/report@example.html'],
    ['/v2/users/me/us%65rs', '/v2/users/me/us%65rs'],
  ])('of %s is %s', (sent, shape) => {
    expect(shapeOf(sent)).toBe(shape);
  });

  it('is cut where there is no more room', () => {
    expect(shapeOf('/v2/users/me/settings', 9)).toBe('/v2/users');
  });
});
