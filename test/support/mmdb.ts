type Value = string | number | { readonly [key: string]: Value };

/**
 * Writes a small MMDB file of IPv4 networks (maxmind.github.io/MaxMind-DB, version 2.0; 24-bit records), for tests:
 * MaxMind's own files may not be passed on.
 *
 * @param networks CIDR → what `get` answers for an address in it
 */
export function writeMmdb(networks: Readonly<Record<string, Value>>, ipVersion: 4 | 6 = 4): Buffer {
  const nodes: [Child, Child][] = [[null, null]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [cidr, value] of Object.entries(networks)) {
    const encoded = encode(value);
    insert(nodes, bitsOf(cidr, ipVersion), { data: dataLength });
    data.push(encoded);
    dataLength += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach(([left, right], index) => {
    tree.writeUIntBE(record(left, nodes.length), index * 6, 3);
    tree.writeUIntBE(record(right, nodes.length), index * 6 + 3, 3);
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: 'Test',
    ip_version: ipVersion,
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    metadata,
  ]);
}

/** The next node, a place in the data section, or nothing known. */
type Child = number | { readonly data: number } | null;

/** A record is a node, or nothing (the number of nodes), or data behind it and the 16 bytes between. */
const record = (child: Child, nodeCount: number): number =>
  child === null ? nodeCount : typeof child === 'number' ? child : nodeCount + 16 + child.data;

function insert(nodes: [Child, Child][], bits: readonly (0 | 1)[], value: { readonly data: number }): void {
  let node = 0;
  bits.forEach((bit, depth) => {
    if (depth === bits.length - 1) {
      nodes[node]![bit] = value;
      return;
    }
    const next = nodes[node]![bit];
    if (typeof next === 'number') {
      node = next;
      return;
    }
    nodes.push([null, null]);
    nodes[node]![bit] = nodes.length - 1;
    node = nodes.length - 1;
  });
}

/** In a tree of IPv6, IPv4 stands below 96 zeros. */
function bitsOf(cidr: string, ipVersion: 4 | 6): (0 | 1)[] {
  const [address = '', length = '32'] = cidr.split('/');
  const bits = address
    .split('.')
    .flatMap((part) => Array.from({ length: 8 }, (_, i): 0 | 1 => ((Number(part) >> (7 - i)) & 1 ? 1 : 0)))
    .slice(0, Number(length));
  return ipVersion === 4 ? bits : [...new Array<0>(96).fill(0), ...bits];
}

const [TEXT, UNSIGNED_32, MAP] = [2, 6, 7];

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UNSIGNED_32, 4), bytes]);
  }
  const members = Object.entries(value).flatMap(([key, member]) => [encode(key), encode(member)]);
  return Buffer.concat([control(MAP, members.length / 2), ...members]);
}

/** Type in the upper three bits; sizes of 29 and more in a second byte. */
const control = (type: number, size: number): Buffer =>
  Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
