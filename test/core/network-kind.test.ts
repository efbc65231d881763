import { describe, expect, it } from 'vitest';
import { networkKind } from '../../src/core/network-kind.ts';

describe('what a network is known for', () => {
  // Names as GeoLite2 ASN, RIPE and ARIN write them.
  it.each([
    'AMAZON-02',
    'AMAZON-AES',
    'GOOGLE-CLOUD-PLATFORM',
    'MICROSOFT-CORP-MSN-AS-BLOCK',
    'DIGITALOCEAN-ASN',
    'OVH SAS',
    'Hetzner Online GmbH',
    'Akamai Connected Cloud',
    'AS-CHOOPA',
    'The Constant Company, LLC / Vultr',
    'Contabo GmbH',
    'Leaseweb Deutschland GmbH',
    'M247 Europe SRL',
    'Datacamp Limited',
    'ORACLE-BMC-31898',
    'Hostinger International Limited',
    'SCALEWAY S.A.S.',
    'netcup GmbH',
    'ALIBABA-CN-NET Alibaba US Technology Co., Ltd.',
    'Some Small VPS Company Ltd',
    'ServerMania Inc.',
    'Equinix (Germany) GmbH',
  ])('%s rents machines', (name) => expect(networkKind(null, name)).toBe('hosting'));

  it.each([
    'Mullvad VPN AB',
    'Proton AG',
    'PacketHub S.A.',
    'TEFINCOM S.A.',
    'Stiftung Erneuerbare Freiheit',
    'Zwiebelfreunde e.V.',
    'F3 Netze e.V.',
    'Foundation for Applied Privacy',
    'Emerald Onion',
    'QUINTEX-ALLIANCE-CONSULTING',
    '1337 Services GmbH',
    'TORSERVERS-NET',
  ])('%s hides where people come from', (name) => expect(networkKind(null, name)).toBe('anonymiser'));

  it.each([
    'Deutsche Telekom AG',
    'COMCAST-7922',
    'Vodafone GmbH',
    'ORANGE S.A.',
    'T-MOBILE-AS21928',
    'TELEFONICA DE ESPANA S.A.U.',
    'Zoom Video Communications, Inc',
    'Massachusetts Institute of Technology',
    'Storm Telecom Historic Networks',
    'Torrent Energy Ltd',
    'NTT Communications Corporation',
    'Deutsche Bank AG',
  ])('%s is known for neither', (name) => expect(networkKind(64500, name)).toBeNull());

  it.each([
    [14061, 'hosting'],
    [16509, 'hosting'],
    [24940, 'hosting'],
    [60729, 'anonymiser'],
    [62744, 'anonymiser'],
    [3320, null],
  ])('AS%i without a name', (asn, kind) => expect(networkKind(asn, null)).toBe(kind));

  it('knows nothing of nothing', () => expect(networkKind(null, null)).toBeNull());
});
