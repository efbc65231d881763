import { describe, expect, test } from 'vitest';
import { parseFieldMap } from '../../../src/ingest/readers/field-map.ts';
import { FORMATS } from '../../../src/ingest/readers/reader.ts';
import { openReader, READABLE_FORMATS } from '../../../src/ingest/readers/registry.ts';

describe('openReader', () => {
  test.each([...READABLE_FORMATS])('opens %s', (format) => {
    expect(openReader(format)('some words')).toBeInstanceOf(Error);
  });

  test('every format of the contract but the series of counts', () => {
    expect(FORMATS.filter((format) => !READABLE_FORMATS.includes(format))).toEqual(['counts']);
    expect(() => openReader('counts')).toThrow(
      '"counts" holds no events (`zoom-monitor analyze` judges such a series); there are auto, event, ecs',
    );
  });

  test('says what formats there are', () => {
    expect(() => openReader('syslog')).toThrow('"syslog" is not a format');
    expect(() => openReader('<script>')).toThrow('the format asked for is not a format');
    expect(() => openReader('toString')).toThrow('is not a format');
  });
});

describe('parseFieldMap', () => {
  test('reads FIELD=NAME', () => {
    expect(parseFieldMap(['credential=client_id', 'time=request.time=x'])).toEqual({
      credential: 'client_id',
      time: 'request.time=x',
    });
    expect(parseFieldMap([])).toEqual({});
  });

  test.each(['credential', '=x', 'credential=', 'secret=x', '__proto__=x', `credential=${'x'.repeat(129)}`])(
    'refuses %s',
    (text) => {
      expect(() => parseFieldMap([text])).toThrow('a map is FIELD=NAME');
    },
  );
});
