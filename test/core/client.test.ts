import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientFamily } from '../../src/core/client.ts';
import { anyText } from '../support/any-text.ts';

describe('clientFamily', () => {
  test.each([
    ['python-requests/2.31.0', 'python-requests'],
    ['Go-http-client/1.1', 'Go-http-client'],
    ['go-http-client/2.0', 'Go-http-client'],
    ['axios/1.6.2', 'axios'],
    ['okhttp/4.9.3', 'okhttp'],
    ['curl/8.4.0', 'curl'],
    ['ZoomNet/0.66.0 (+https://github.com/Jericho/ZoomNet)', 'ZoomNet'],
    ['Boto3/1.28.1 md/Botocore#1.31.1', 'Boto3'],
    ['Java/11.0.2', 'Java'],
    ['Zoom Marketplace/1.0a', 'Zoom Marketplace'],
    ['Faraday v1.0.1', 'Faraday'],
    ['acme-sync/3.2 (build 77)', 'acme-sync'],
    ['AcmeSync2/1.0', 'acmesync'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      'Chrome',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      'Chrome',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0',
      'Edge',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
    ['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)', 'Internet Explorer'],
    ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1', 'PowerShell'],
  ])('%s → %s', (userAgent, family) => {
    expect(clientFamily(userAgent)).toBe(family);
  });

  test('there is no family without an agent', () => {
    expect([clientFamily(null), clientFamily(''), clientFamily('-')]).toEqual([null, null, null]);
  });

  test('an update is not a new client', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (major, minor, patch) => {
        expect(clientFamily(`acme-agent/${major}.${minor}.${patch}`)).toBe('acme-agent');
      }),
    );
  });

  test('any text gives a name of 1 to 64 characters', () => {
    fc.assert(
      fc.property(anyText(300, 2), (userAgent) => {
        const length = clientFamily(userAgent)?.length ?? 0;
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
