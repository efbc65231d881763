import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../src/respond/network.ts';

describe('a network', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    [' 10.1.2.3/8 ', '10.0.0.0/8'],
    ['192.0.2.7', '192.0.2.7/32'],
    ['2001:DB8:0:1:2::3', '2001:db8:0:1::/64'],
    ['2001:db8::5/16', '2001::/16'],
    ['2001:db8::5/128', '2001:db8::5/128'],
  ])('%s is read as %s', (text, network) => {
    expect(readNetwork(text)).toBe(network);
  });

  it.each([
    '0.0.0.0/0',
    '10.0.0.0/7',
    '::/0',
    '2001::/15',
    '192.0.2.0/33',
    '2001:db8::/129',
    '192.0.2/24',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '192.0.2.0/-1',
    '192.0.2.0/+8',
    '192.0.2.0/24/24',
    '192.0.2.0/',
    '/24',
    '',
    'example.com',
    '192.0.2.1:80/24',
    '[2001:db8::]/32',
    'fe80::1%eth0/64',
    '::ffff:192.0.2.0/120',
    '::ffff:192.0.2.1',
    "192.0.2.0/24'; drop table directive; --",
  ])('%s is refused', (text) => {
    expect(() => readNetwork(text)).toThrow(RangeError);
  });

  it('is stable: what was read reads as itself, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.tuple(fc.ipV4(), fc.nat(40)).map(([address, bits]) => `${address}/${bits}`),
      fc.tuple(fc.ipV6(), fc.nat(140)).map(([address, bits]) => `${address}/${bits}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let network: string;
        try {
          network = readNetwork(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(readNetwork(network)).toBe(network);
      }),
    );
  });
});
