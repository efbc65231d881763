import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Geo, type GeoOptions, openGeo } from '../../src/enrich/geo.ts';
import { writeMmdb } from '../support/mmdb.ts';

const asnOf = (name: string) =>
  writeMmdb({ '198.51.100.0/24': { autonomous_system_number: 64496, autonomous_system_organization: name } });
const COUNTRIES = writeMmdb({
  '198.51.100.0/25': { country: { iso_code: 'NL' } },
  '203.0.113.0/24': { registered_country: { iso_code: 'DE' } },
});

let folder: string;
let asnDb: string;
let countryDb: string;
const opened: Geo[] = [];

const open = async (options: GeoOptions): Promise<Geo> => {
  const geo = await openGeo(options);
  opened.push(geo);
  return geo;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geo-'));
  [asnDb, countryDb] = [join(folder, 'asn.mmdb'), join(folder, 'country.mmdb')];
  await writeFile(asnDb, asnOf('Example Networks'));
  await writeFile(countryDb, COUNTRIES);
});

afterEach(async () => {
  for (const geo of opened.splice(0)) geo.close();
  await rm(folder, { recursive: true });
});

describe('openGeo', () => {
  test('answers from both databases', async () => {
    const { lookUp } = await open({ asnDb, countryDb });
    expect(lookUp('198.51.100.7')).toEqual({ asn: 64496, asnName: 'Example Networks', country: 'NL' });
    expect(lookUp('198.51.100.200')).toEqual({ asn: 64496, asnName: 'Example Networks', country: null });
    expect(lookUp('203.0.113.1')).toEqual({ asn: null, asnName: null, country: 'DE' });
    expect(lookUp('192.0.2.1')).toEqual({ asn: null, asnName: null, country: null });
  });

  test('without databases nothing is known', async () => {
    expect((await open({})).lookUp('198.51.100.7')).toEqual({ asn: null, asnName: null, country: null });
  });

  test('an IPv4 database knows nothing of IPv6, an IPv6 one knows IPv4', async () => {
    const { lookUp } = await open({ asnDb });
    // The first bits of this address are those of 198.51.100.0/24.
    expect(lookUp('c633:6400::1').asn).toBeNull();
    const both = join(folder, 'both.mmdb');
    await writeFile(both, writeMmdb({ '198.51.100.0/24': { autonomous_system_number: 64497 } }, 6));
    const geo = await open({ asnDb: both });
    expect(geo.lookUp('198.51.100.7').asn).toBe(64497);
    expect(geo.lookUp('2001:db8::1').asn).toBeNull();
  });

  test('a replaced file is read again; a damaged one is reported, and the one before stays', async () => {
    const errors: Error[] = [];
    const { lookUp } = await open({ asnDb, checkEveryMs: 20, onError: (error) => errors.push(error) });
    expect(lookUp('198.51.100.7').asnName).toBe('Example Networks');

    await writeFile(asnDb, asnOf('Example Networks, renamed'));
    await vi.waitFor(() => expect(lookUp('198.51.100.7').asnName).toBe('Example Networks, renamed'), {
      timeout: 10_000,
    });

    await writeFile(asnDb, 'half of a file');
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), { timeout: 10_000 });
    expect(errors[0]?.message).toContain(asnDb);
    expect(lookUp('198.51.100.7').asnName).toBe('Example Networks, renamed');
  });

  test.each([
    ['missing', async () => rm(asnDb)],
    ['not a database', async () => writeFile(asnDb, 'not a database')],
    ['empty', async () => writeFile(asnDb, '')],
  ])('a file that is %s is refused at the start', async (_, damage) => {
    await damage();
    await expect(openGeo({ asnDb })).rejects.toMatchObject({ code: 'geo_database_unreadable' });
    await writeFile(asnDb, COUNTRIES);
  });
});
