import {
  type AddressSighting,
  emptyRollup,
  type HourRollup,
  type Sighting,
  type TokenSighting,
} from './rollup.ts';

/** `[value, calls, failed, unauthorized, refused, bytes, first, last, slots]`: see docs/schema.md, usage_hour.doc. */
type SightingRow = [string, number, number, number, number, number, number, number, number];
/** … and the addresses it was used from, with their calls. */
type TokenRow = [...SightingRow, [string, number][]];
type AddressRow = [...SightingRow, number | null, string | null, string | null, [string, number][]];

/** The roll-up as it is stored: plain JSON, rows in place of objects, since there are many. */
export interface RollupJson {
  hour: number;
  calls: number;
  failed: number;
  unauthorized: number;
  refused: number;
  throttled: number;
  requestBytes: number;
  responseBytes: number;
  first: number;
  last: number;
  slotCalls: number[];
  slotLast: number[];
  addresses: AddressRow[];
  operations: SightingRow[];
  clients: SightingRow[];
  tokens: TokenRow[];
}

export function rollupToJson(rollup: HourRollup): RollupJson {
  return {
    ...rollup,
    addresses: sorted(rollup.addresses).map(([value, sighting]) => [
      ...toRow(value, sighting),
      sighting.asn,
      sighting.asnName,
      sighting.country,
      sorted(sighting.operations),
    ]),
    operations: sorted(rollup.operations).map(([value, sighting]) => toRow(value, sighting)),
    clients: sorted(rollup.clients).map(([value, sighting]) => toRow(value, sighting)),
    tokens: sorted(rollup.tokens).map(([value, sighting]) => [
      ...toRow(value, sighting),
      sorted(sighting.addresses),
    ]),
  };
}

export function rollupFromJson(json: RollupJson): HourRollup {
  const rollup = emptyRollup(json.hour);
  return Object.assign(rollup, json, {
    addresses: new Map(
      json.addresses.map((row): [string, AddressSighting] => {
        const [asn, asnName, country, operations] = [row[9], row[10], row[11], row[12]];
        return [row[0], { ...fromRow(row), asn, asnName, country, operations: new Map(operations) }];
      }),
    ),
    operations: new Map(json.operations.map((row) => [row[0], fromRow(row)])),
    clients: new Map(json.clients.map((row) => [row[0], fromRow(row)])),
    tokens: new Map(
      json.tokens.map((row): [string, TokenSighting] => [
        row[0],
        { ...fromRow(row), addresses: new Map(row[9]) },
      ]),
    ),
  });
}

/** One order for every map, so that equal roll-ups are equal byte by byte. */
function sorted<T>(values: Map<string, T>): [string, T][] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function toRow(value: string, s: Sighting): SightingRow {
  return [value, s.calls, s.failed, s.unauthorized, s.refused, s.bytes, s.first, s.last, s.slots];
}

function fromRow(row: SightingRow | AddressRow | TokenRow): Sighting {
  return {
    calls: row[1],
    failed: row[2],
    unauthorized: row[3],
    refused: row[4],
    bytes: row[5],
    first: row[6],
    last: row[7],
    slots: row[8],
  };
}
