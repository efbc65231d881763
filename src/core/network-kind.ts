/** What a network is known for: where anybody can rent a machine, or where people hide where they come from. */
export type NetworkKind = 'hosting' | 'anonymiser';

/**
 * Well-known hosting providers and clouds by their autonomous systems, for databases that write names in their own
 * way (RIR registrations, 2026). Not complete, and need not be: it is context in sentences, never evidence.
 */
const HOSTING = new Set([
  // Amazon, Google, Microsoft, Oracle, IBM
  16509, 14618, 8987, 396982, 19527, 8075, 8068, 31898, 36351,
  // DigitalOcean, Akamai (Linode), Vultr, Hetzner, OVH, Scaleway, Contabo
  14061, 63949, 20473, 24940, 213230, 16276, 12876, 51167, 40021, 141995,
  // Alibaba, Tencent, Huawei, Naver
  45102, 37963, 45090, 132203, 136907, 55990, 23576,
  // LeaseWeb, ColoCrossing, IONOS, Hostinger, GoDaddy, Namecheap, Rackspace
  60781, 28753, 30633, 59253, 36352, 8560, 47583, 26496, 22612, 33070, 19994,
  // Cloudflare, Fastly, M247, Datacamp, FranTech, Hivelocity, WorldStream, Serverius
  13335, 54113, 9009, 60068, 212238, 53667, 29802, 49981, 50673,
  // netcup, velia, Gcore, UpCloud, IT7, Multacom, Hostwinds, ServerMania, PhoenixNAP, Psychz, QuadraNet
  197540, 29066, 199524, 202053, 25820, 35916, 54290, 55286, 20454, 40676, 8100,
  // Timeweb, REG.RU, Aeza, Stark Industries, Selectel
  9123, 197695, 210644, 216246, 44477, 49505,
]);

/** Operators of many Tor exits, and of VPN services, by autonomous system. */
const ANONYMISERS = new Set([
  // Stiftung Erneuerbare Freiheit, F3 Netze, Foundation for Applied Privacy, Emerald Onion, Quintex, Calyx, 1337 Services
  60729,
  205100, 208323, 396507, 62744, 4224, 210558,
  // Proton, Mullvad, PacketHub (NordVPN)
  62371, 209103, 199218, 216025, 207137, 136787,
]);

const ANONYMISER_NAMES =
  /mullvad|proton ?(?:vpn|ag\b)|nordvpn|packethub|tefincom|express ?vpn|surfshark|windscribe|cyberghost|private internet access|ipvanish|netprotect|tunnelbear|torguard|azirevpn|\bairvpn|\bovpn\b|\bivpn\b|perfect privacy|purevpn|\btor[ -]?(?:servers?|exit|project|relay)|emerald onion|quintex|applied ?privacy|f3 netze|zwiebelfreunde|erneuerbare freiheit|\bcalyx\b|nos oignons|artikel10|\b1337 services|anonymi[sz]|\banonymous\b/i;

const HOSTING_NAMES =
  /hosting|\bhost(?:er|inger|gator|winds|europe)?\b|cloud|data ?-?cent(?:er|re)|datacamp|\bv(?:ps|ds)\b|\bservers?\b|servermania|\bcolo(?:cation|crossing)?\b|dedicated|\bamazon|\baws\b|azure|\bmicrosoft|digital ?ocean|\bovh|hetzner|linode|vultr|choopa|contabo|leaseweb|scaleway|online s\.?a\.?s|netcup|upcloud|hostinger|softlayer|rackspace|ionos|oracle|alibaba|tencent|m247|frantech|worldstream|hivelocity|psychz|quadranet|selectel|equinix|fly\.io|heroku|vercel/i;

/**
 * What a network is known for, by the number and the name that an ASN database has for it; null for all others, such
 * as offices, homes and mobile networks, and where nothing is known.
 */
export function networkKind(asn: number | null, name: string | null): NetworkKind | null {
  if ((asn !== null && ANONYMISERS.has(asn)) || (name !== null && ANONYMISER_NAMES.test(name))) {
    return 'anonymiser';
  }
  if ((asn !== null && HOSTING.has(asn)) || (name !== null && HOSTING_NAMES.test(name))) return 'hosting';
  return null;
}
