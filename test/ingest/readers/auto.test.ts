import { describe, expect, test } from 'vitest';
import { readAll } from '../../support/read.ts';

const EVENT = '{"time":"2026-01-15T11:00:00Z","credential":"c-1"}';
const NGINX =
  '{"msec":"1768474800.123","remote_addr":"198.51.100.7","request":"GET / HTTP/1.1","credential":"c-2"}';
const COMBINED = '198.51.100.7 - c-3 [15/Jan/2026:11:00:00 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.4.0"';

const codes = async (content: string, options = {}): Promise<string[]> =>
  (await readAll(content, options)).rejections.map(({ code }) => code);

describe('auto', () => {
  test('recognises every line by itself', async () => {
    const { events, rejections } = await readAll([EVENT, NGINX, COMBINED, EVENT].join('\n'));
    expect(rejections).toEqual([]);
    expect(events.map((event) => event.credential)).toEqual(['c-1', 'c-2', 'c-3', 'c-1']);
  });

  test('recognises an array', async () => {
    const { events } = await readAll(`[${EVENT},\n${NGINX}]`);
    expect(events.map((event) => event.credential)).toEqual(['c-1', 'c-2']);
  });

  test('a line in brackets is no array', async () => {
    expect(await codes('[2026-01-15T11:00:00Z] "GET / HTTP/1.1" 200\n')).toEqual(['unknown_format']);
  });

  test('says which way a line cannot be read', async () => {
    expect(await codes('some words')).toEqual(['unknown_format']);
    expect(await codes(`${COMBINED}\nsome words`)).toEqual(['malformed_line']);
    expect(await codes(`${EVENT}\nsome words`)).toEqual(['malformed_json']);
    expect(await codes(`{"time":`)).toEqual(['malformed_json']);
    expect(await codes(`${EVENT}\n42\n"x"\nnull\n[1]`)).toEqual(Array(4).fill('not_an_object'));
    expect(await codes('{"eventTime":"2026-01-15T11:00:00Z","user":"x"}')).toEqual(['unknown_format']);
    expect(await codes('{}')).toEqual(['missing_field']);
    expect(await codes(`${EVENT}\n{"foo":1}`)).toEqual(['missing_field']);
  });

  test('a map makes an unknown object readable', async () => {
    const { events } = await readAll(
      '{"eventTime":"2026-01-15T11:00:00Z","user":{"name":"someone@example.com"}}',
      {
        map: { time: 'eventTime', credential: 'user.name' },
      },
    );
    expect(events[0]).toMatchObject({
      credential: 'someone@example.com',
      time: Date.parse('2026-01-15T11:00:00Z'),
    });
  });

  test('a constant makes a log without names readable', async () => {
    const { events } = await readAll(COMBINED.replace('c-3', '-'), { credential: 'gateway' });
    expect(events[0]?.credential).toBe('gateway');
  });

  test('an object with fields called code and message is an object', async () => {
    const { events } = await readAll(`${EVENT.slice(0, -1)},"code":1,"message":"x"}`);
    expect(events[0]?.extra).toMatchObject({ message: 'x' });
  });
});
