/** What a network is used for; known to the generator and to readers of its labels, never to the detector. */
export type ProviderKind = 'cloud' | 'hosting' | 'residential' | 'mobile' | 'business' | 'corporate';

/** A provider as it is declared: `regions` are [name, country, number of IPv4 /16s]. */
export interface ProviderPlan {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly asns: readonly number[];
  readonly regions: readonly (readonly [name: string, country: string, blocks: number])[];
}

/**
 * An invented internet with the proportions of the real one: a few clouds with many prefixes and one autonomous
 * system (or two) over many countries, many small hosting companies, access providers that stay in one country.
 * AS numbers are those for documentation and private use (RFC 5398, RFC 6996).
 */
export const PROVIDER_PLANS: readonly ProviderPlan[] = [
  cloud(
    'Nimbus Cloud',
    [64512, 64513],
    6,
    'us-east US',
    'us-west US',
    'eu-west IE',
    'eu-central DE',
    'ap-south IN',
    'ap-east SG',
    'sa-east BR',
    'au AU',
  ),
  cloud(
    'Altostratus',
    [64514],
    4,
    'east US',
    'central US',
    'north-europe IE',
    'west-europe NL',
    'uk GB',
    'australia AU',
    'japan JP',
  ),
  cloud(
    'Terrace Compute',
    [64515, 64516],
    4,
    'iowa US',
    'virginia US',
    'belgium BE',
    'frankfurt DE',
    'london GB',
    'tokyo JP',
  ),
  cloud('Quarry Cloud', [64517], 3, 'ashburn US', 'phoenix US', 'frankfurt DE'),

  hosting('Oceanlet', 64530, 2, 'nyc US', 'sfo US', 'ams NL', 'fra DE', 'sgp SG'),
  hosting('Kelp Nodes', 64531, 2, 'dallas US', 'london GB', 'tokyo JP'),
  hosting('Hetero Server', 64532, 3, 'falkenstein DE', 'helsinki FI'),
  hosting('Nordlicht Hosting', 64533, 2, 'bucharest RO'),
  hosting('Ruche Serveurs', 64534, 3, 'gravelines FR', 'beauharnois CA'),
  hosting('Volga Dedicated', 64535, 2, 'moscow RU'),
  hosting('Dnipro VPS', 64536, 1, 'kyiv UA'),
  hosting('Lotus Racks', 64537, 2, 'hanoi VN', 'hongkong HK'),
  hosting('Cheap Metal', 64538, 2, 'losangeles US', 'amsterdam NL'),
  hosting('Baltic Colo', 64539, 1, 'vilnius LT'),

  access('residential', 'Liberty Broadband', 64550, 'US', 4),
  access('residential', 'Prairie Cable', 64551, 'US', 4),
  access('residential', 'Pacific Fiber', 64552, 'US', 3),
  access('residential', 'Dixie Online', 64553, 'US', 3),
  access('residential', 'Albion Broadband', 64554, 'GB', 3),
  access('residential', 'Thames Fibre', 64555, 'GB', 2),
  access('residential', 'Rheintelekom', 64556, 'DE', 4),
  access('residential', 'Kabel Elbe', 64557, 'DE', 3),
  access('residential', 'Bleu Telecom', 64558, 'FR', 3),
  access('residential', 'Polder Glas', 64559, 'NL', 2),
  access('residential', 'Iberica Fibra', 64560, 'ES', 2),
  access('residential', 'Vistula Net', 64561, 'PL', 2),
  access('residential', 'Ganga Broadband', 64562, 'IN', 3),
  access('residential', 'Jangada Internet', 64563, 'BR', 3),
  access('residential', 'Southern Cross', 64564, 'AU', 2),
  access('residential', 'Sakura Hikari', 64565, 'JP', 2),
  access('residential', 'Maple Link', 64566, 'CA', 2),

  access('mobile', 'Eagle Wireless', 64580, 'US', 3),
  access('mobile', 'Comet Mobile', 64581, 'US', 2),
  access('mobile', 'Crown Mobile', 64582, 'GB', 2),
  access('mobile', 'Adler Funk', 64583, 'DE', 2),
  access('mobile', 'Mistral Mobile', 64584, 'FR', 1),
  access('mobile', 'Tulp Mobiel', 64585, 'NL', 1),
  access('mobile', 'Monsoon Mobile', 64586, 'IN', 2),
  access('mobile', 'Outback Mobile', 64587, 'AU', 1),

  access('business', 'Metro Ethernet', 64600, 'US', 3),
  access('business', 'Keystone Business', 64601, 'US', 2),
  access('business', 'City Leased Lines', 64602, 'GB', 2),
  access('business', 'Hanse Business', 64603, 'DE', 2),
  access('business', 'Entreprise Reseau', 64604, 'FR', 1),
  access('business', 'Delta Zakelijk', 64605, 'NL', 1),
  access('business', 'Deccan Corporate', 64606, 'IN', 1),
  access('business', 'Harbour Business', 64607, 'AU', 1),

  access('corporate', 'Example Industries', 65536, 'US', 1),
  access('corporate', 'Example University', 65537, 'US', 1),
  access('corporate', 'Example Bank', 65538, 'GB', 1),
  access('corporate', 'Beispiel AG', 65539, 'DE', 1),
];

function cloud(name: string, asns: number[], blocks: number, ...regions: string[]): ProviderPlan {
  return { name, kind: 'cloud', asns, regions: regions.map((region) => parseRegion(region, blocks)) };
}

function hosting(name: string, asn: number, blocks: number, ...regions: string[]): ProviderPlan {
  return {
    name,
    kind: 'hosting',
    asns: [asn],
    regions: regions.map((region) => parseRegion(region, blocks)),
  };
}

function access(
  kind: ProviderKind,
  name: string,
  asn: number,
  country: string,
  blocks: number,
): ProviderPlan {
  return { name, kind, asns: [asn], regions: [[country.toLowerCase(), country, blocks]] };
}

function parseRegion(text: string, blocks: number): [string, string, number] {
  const [name = '', country = ''] = text.split(' ');
  return [name, country, blocks];
}
