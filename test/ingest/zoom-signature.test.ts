import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  answerUrlValidation,
  DeliverySignature,
  verifyZoomSignature,
  zoomSignature,
} from '../../src/ingest/zoom-signature.ts';

interface Vectors {
  published_vectors: {
    secret: string;
    'x-zm-request-timestamp': string;
    body: string;
    'x-zm-signature': string;
  }[];
  doc_signature_example: { value: string };
}
const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/webhook-signature-vectors.json', import.meta.url), 'utf8'),
) as Vectors;

const NOW = Date.parse('2026-01-15T12:00:00Z');
const BODY = Buffer.from('{"event":"user.created","payload":{"name":"ü"}}');
const SECRET = 'secret token of the app';

const signed = (time: number, { secret = SECRET, body = BODY, unit = 1000 } = {}) => {
  const timestamp = String(Math.floor(time / unit));
  return { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': zoomSignature(secret, timestamp, body) };
};

describe('zoomSignature', () => {
  test.each(vectors.published_vectors)('gives the published signature %#', (vector) => {
    expect(zoomSignature(vector.secret, vector['x-zm-request-timestamp'], Buffer.from(vector.body))).toBe(
      vector['x-zm-signature'],
    );
  });
});

describe('verifyZoomSignature', () => {
  test('accepts what Zoom signed, in seconds or milliseconds', () => {
    expect(verifyZoomSignature(BODY, signed(NOW), [SECRET], NOW)).toEqual({ ok: true, secret: 0 });
    expect(verifyZoomSignature(BODY, signed(NOW, { unit: 1 }), [SECRET], NOW)).toEqual({
      ok: true,
      secret: 0,
    });
  });

  test('says which of several secrets it was', () => {
    expect(verifyZoomSignature(BODY, signed(NOW), ['old', SECRET], NOW)).toEqual({ ok: true, secret: 1 });
  });

  test('a body in pieces is the same body', () => {
    const signature = new DeliverySignature(signed(NOW), [SECRET]);
    for (const byte of BODY) signature.update(Buffer.from([byte]));
    expect(signature.check(NOW)).toEqual({ ok: true, secret: 0 });
  });

  const hour = 3_600_000;
  test.each([
    ['ok', NOW - 24 * hour],
    ['stale', NOW - 24 * hour - 1000],
    ['ok', NOW + hour / 12],
    ['future', NOW + hour / 12 + 1000],
    ['stale', Date.UTC(2001, 8, 10)],
  ])('%s: signed at %i', (expected, time) => {
    const check = verifyZoomSignature(BODY, signed(time), [SECRET], NOW);
    expect(check.ok ? 'ok' : check.problem).toBe(expected);
  });

  test.each([
    ['another secret', signed(NOW, { secret: 'another' }), BODY],
    ['another body', signed(NOW), Buffer.from(`${BODY.toString()} `)],
    ['another time', { ...signed(NOW), 'x-zm-request-timestamp': String(NOW / 1000 - 1) }, BODY],
    ['an old time, badly signed', signed(Date.UTC(2020, 0), { secret: 'another' }), BODY],
  ])('refuses %s', (_, headers, body) => {
    expect(verifyZoomSignature(body, headers, [SECRET], NOW)).toEqual({
      ok: false,
      problem: 'bad_signature',
    });
  });

  test('without a secret nothing fits', () => {
    expect(verifyZoomSignature(BODY, signed(NOW), [], NOW)).toEqual({ ok: false, problem: 'bad_signature' });
  });

  test.each([
    ['no headers', {}],
    ['no signature', { 'x-zm-request-timestamp': '1768478400' }],
    ['no time', { 'x-zm-signature': signed(NOW)['x-zm-signature'] }],
    ['Zoom’s own broken example', { ...signed(NOW), 'x-zm-signature': vectors.doc_signature_example.value }],
    ['the bare hex', { ...signed(NOW), 'x-zm-signature': signed(NOW)['x-zm-signature'].slice(3) }],
    ['upper case', { ...signed(NOW), 'x-zm-signature': signed(NOW)['x-zm-signature'].toUpperCase() }],
    ['two signatures', { ...signed(NOW), 'x-zm-signature': [signed(NOW)['x-zm-signature'], 'v0='] }],
    ['a time that is none', { ...signed(NOW), 'x-zm-request-timestamp': 'now' }],
    ['a negative time', { ...signed(NOW), 'x-zm-request-timestamp': '-1768478400' }],
  ])('malformed: %s', (_, headers) => {
    expect(verifyZoomSignature(BODY, headers, [SECRET], NOW)).toEqual({ ok: false, problem: 'malformed' });
  });
});

describe('answerUrlValidation', () => {
  test('answers with the HMAC of the token', () => {
    expect(answerUrlValidation('qgg8vlvZRS6UYooatFL8Aw', SECRET)).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: createHmac('sha256', SECRET).update('qgg8vlvZRS6UYooatFL8Aw').digest('hex'),
    });
  });

  test('signs no message in the form of a delivery', () => {
    expect(answerUrlValidation('v0:1768478400:{"event":"user.created"}', SECRET)).toBeNull();
  });
});
