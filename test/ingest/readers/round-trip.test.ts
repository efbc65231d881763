import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessEvent } from '../../../src/core/event.ts';
import { READABLE_FORMATS } from '../../../src/ingest/readers/registry.ts';
import { type Deed, LOG_FORMATS, LOG_TABLES, type LogFormat } from '../../support/log-lines.ts';
import { NOW, readAll } from '../../support/read.ts';

const HOUR = 3_600_000;
/** What begins like a token is taken for one, and redacted. */
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{2,20}$/).filter((text) => !/^ey[AJ]/.test(text));
const words = fc.constantFrom(
  'curl/8.4.0',
  'Mozilla/5.0',
  '"hi"',
  'a\\b',
  'é',
  '日本',
  '(x; y)',
  '{c}',
  '|',
  "'",
  '#1',
  ';',
);
const step = fc.constantFrom(
  'users',
  'me',
  'meetings',
  '85746065',
  'a%20b',
  'aDYlohsHRtCd4ii1uC2%252BhA%253D%253D',
  "o'x",
);

const deeds: fc.Arbitrary<Deed> = fc.record({
  time: fc.integer({ min: NOW - 30 * 24 * HOUR, max: NOW }),
  credential: name,
  email: name.map((user) => `${user.toLowerCase()}@example.com`),
  address: fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::7', '2a01:4f8:c17:b0f::2', 'fd00::1:2:3')),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => `/v2/${steps.join('/')}`),
  host: fc.constantFrom('api.zoom.us', 'zoom.us', 'us06web.zoom.us'),
  status: fc.integer({ min: 100, max: 599 }),
  sent: fc.nat(),
  received: fc.nat(),
  agent: fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  duration: fc.nat(600_000),
  id: fc.stringMatching(/^[0-9a-f]{32}$/),
  client: fc.constantFrom('Browser', 'mac', 'win', 'iPhone', 'android'),
  version: fc.constantFrom('5.9.1.2581', '6.0.0'),
  signsIn: fc.boolean(),
  category: fc.constantFrom('Account', 'User', 'User Group', 'Role'),
  action: fc.constantFrom('Update', 'Batch Update', 'Add', 'Delete'),
  detail: fc
    .array(
      fc.constantFrom(
        'Security  - Sign in with 2FA: from On to Off',
        'say "x"',
        'a, b',
        'x;y',
        'line\nline',
        '{"a":1}',
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((parts) => parts.join(' ')),
});
const several = fc.uniqueArray(deeds, { minLength: 1, maxLength: 8, selector: ({ id }) => id });

async function expectSame(
  text: string,
  format: LogFormat,
  as: string,
  written: readonly Deed[],
): Promise<void> {
  const { events, rejections } = await readAll(
    text,
    { ...format.options, format: as },
    1 + (text.length % 97),
  );
  expect(rejections).toEqual([]);
  expect(events).toHaveLength(written.length);
  written.forEach((deed, index) => {
    expect(picked(events[index]!, format.reads(deed))).toEqual(format.reads(deed));
  });
}

/** Of an event, the fields that are expected. */
const picked = (event: AccessEvent, expected: Partial<AccessEvent>): Partial<AccessEvent> =>
  Object.fromEntries(Object.keys(expected).map((field) => [field, event[field as keyof AccessEvent]]));

test('every format is written here', () => {
  expect(['auto', ...LOG_FORMATS.map((format) => format.name)].sort()).toEqual([...READABLE_FORMATS].sort());
});

describe.each(LOG_FORMATS)('$name', (format) => {
  test.each([format.name, 'auto'])('what is written is read again, as %s', async (as) => {
    await fc.assert(
      fc.asyncProperty(several, async (written) => {
        await expectSame(written.map(format.write).join('\n'), format, as, written);
      }),
      { numRuns: 60 },
    );
  });

  test('no two of the events have one id', async () => {
    await fc.assert(
      fc.asyncProperty(several, async (written) => {
        const { events } = await readAll(written.map(format.write).join('\n'), {
          ...format.options,
          format: format.name,
        });
        const keys = events.map((event) => `${event.credential} ${event.time} ${event.eventId}`);
        const distinct = new Set(written.map(format.write));
        expect(new Set(keys).size).toBeGreaterThanOrEqual(Math.min(distinct.size, keys.length));
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(LOG_FORMATS.filter((format) => format.write(sample()).startsWith('{')))('$name', (format) => {
  test.each([format.name, 'auto'])('an array over many lines is the same, as %s', async (as) => {
    await fc.assert(
      fc.asyncProperty(several, fc.nat(2), async (written, indent) => {
        const records = written.map((deed) => JSON.parse(format.write(deed)) as unknown);
        await expectSame(JSON.stringify(records, null, indent), format, as, written);
      }),
      { numRuns: 20 },
    );
  });
});

describe.each([
  ['zoom-activity', 'activity_logs'],
  ['zoom-operation', 'operation_logs'],
  ['zoom-call-log', 'call_logs'],
  ['cloudtrail', 'Records'],
])('pages of %s', (formatName, list) => {
  const format = LOG_FORMATS.find((each) => each.name === formatName)!;
  test.each([formatName, 'auto'])('one behind the other, as %s', async (as) => {
    await fc.assert(
      fc.asyncProperty(several, fc.nat(2), fc.boolean(), async (written, indent, listFirst) => {
        const pages = written.map((deed) => {
          const rest = { from: '2026-01-01', page_size: 30, next_page_token: '"]}', more: { x: [1, '{'] } };
          const records = { [list]: [JSON.parse(format.write(deed)) as unknown] };
          return JSON.stringify(
            listFirst ? { ...records, ...rest } : { to: '2026-02-01', ...records, ...rest },
            null,
            indent,
          );
        });
        await expectSame(pages.join('\n'), format, as, written);
      }),
      { numRuns: 20 },
    );
  });
});

describe.each(LOG_TABLES)('$name as a table', (format) => {
  test.each([format.name, 'auto'])('what is written is read again, as %s', async (as) => {
    await fc.assert(
      fc.asyncProperty(
        several,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (written, end, withMark) => {
          const lines = [`${withMark ? '\ufeff' : ''}${format.header}`, ...written.map(format.write)];
          await expectSame(lines.join(end), format, as, written);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function sample(): Deed {
  return fc.sample(deeds, { numRuns: 1, seed: 1 })[0]!;
}
