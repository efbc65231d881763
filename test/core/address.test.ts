import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkLevels, parseAddress } from '../../src/core/address.ts';
import { anyText } from '../support/any-text.ts';

describe('parseAddress', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:44321', '192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::1', '::1'],
  ])('reads %s as %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  test.each([
    'AWS Internal',
    '',
    '-',
    'fe80::1%eth0',
    '[fe80::1%25eth0]',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '0x7f.0.0.1',
    '3221225985',
    '192.0.2.1, 198.51.100.7',
    '2001:db8::1::2',
    'unix:',
    '1'.repeat(10_000),
  ])('does not take %s for an address', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test('is stable: a canonical address reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        expect(address).not.toBeNull();
        expect(parseAddress(address ?? '')).toBe(address);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        parseAddress(text);
      }),
    );
  });
});

describe('networkLevels', () => {
  test('IPv4: the address, its /24 and its /16', () => {
    expect(networkLevels('198.51.100.7')).toEqual({
      address: '198.51.100.7/32',
      prefix: '198.51.100.0/24',
      wide: '198.51.0.0/16',
    });
  });

  test('IPv6: /64, /48 and /32', () => {
    expect(networkLevels('2001:db8:1:2:3:4:5:6')).toEqual({
      address: '2001:db8:1:2::/64',
      prefix: '2001:db8:1::/48',
      wide: '2001:db8::/32',
    });
  });

  test('addresses of one /64 are one base network', () => {
    expect(networkLevels('2001:db8:1:2::1')).toEqual(networkLevels('2001:db8:1:2:ffff::1'));
  });
});
