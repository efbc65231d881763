import ipaddr from 'ipaddr.js';
import { type Static, Type } from 'typebox';
import { ENTRY_KINDS } from '../core/timeline-kinds.ts';
import type { Store } from '../store/store.ts';
import type { TimelineFilter } from '../store/timeline/filter.ts';
import { findCredentialId } from './credential-parameter.ts';
import { invalid, parseList, parseTime, range } from './schemas.ts';

/** Values of one field that a request may name. */
const MOST_VALUES = 20;

const values = (maxLength: number, description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$' }), {
      minItems: 1,
      maxItems: MOST_VALUES,
      description: `${description}. May be repeated: any of them`,
    }),
  );

/** What is shown of the timeline: the same parameters for its page, its histogram and its export. */
export const timelineFilterParameters = {
  kind: values(100, `${ENTRY_KINDS.join(', ')}, also with commas between`),
  credential: values(400, 'A uuid, or the identifier; `external:ID` forces the identifier'),
  source_ip: values(50, 'An address, or a network as a CIDR'),
  asn: values(12, 'Number of an autonomous system, such as 14061 or AS14061'),
  country: values(2, 'ISO 3166-1 alpha-2'),
  operation: values(300, 'Exactly, such as `GET /users/{userId}`'),
  client: values(200, 'Part of the user agent, in any case'),
  status: values(3, 'A status such as 403, or a class such as 4xx'),
  source: values(200, 'Name of a log source, exactly'),
  ...range('happened'),
};

type Given = Static<ReturnType<typeof Type.Object<typeof timelineFilterParameters>>>;

/**
 * @throws {HttpProblem} invalid_request, which names the field
 */
export async function parseTimelineFilter(store: Store, given: Given): Promise<TimelineFilter> {
  const [from, to] = [parseTime('from', given.from), parseTime('to', given.to)];
  if (from !== undefined && to !== undefined && from >= to) throw invalid('from', 'must be before "to"');
  const ids = given.credential?.map((credential) => findCredentialId(store, credential));
  return {
    kinds: parseList('kind', given.kind, ENTRY_KINDS),
    credentialIds: ids === undefined ? undefined : [...new Set(await Promise.all(ids))],
    sourceIps: given.source_ip?.map(parseNetwork),
    asns: given.asn?.map(parseAsn),
    countries: given.country?.map(parseCountry),
    operations: given.operation,
    clients: given.client,
    statuses: given.status?.map(parseStatus),
    sources: given.source,
    from,
    to,
  };
}

function parseNetwork(text: string): string {
  if (ipaddr.isValidCIDR(text)) {
    const [address, bits] = ipaddr.parseCIDR(text);
    return `${address.toString()}/${bits}`;
  }
  // Not isValid(): it takes 127.1 and 0177.0.0.1 too, which mean something else to most readers.
  if (ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'))) {
    return ipaddr.process(text).toString();
  }
  throw invalid('source_ip', 'must be an IPv4 or IPv6 address, or a network such as 192.0.2.0/24');
}

function parseAsn(text: string): number {
  const number = Number(/^(?:AS)?(\d{1,10})$/i.exec(text)?.[1] ?? Number.NaN);
  if (!(number <= 0xffffffff)) throw invalid('asn', 'must be a number such as 14061');
  return number;
}

function parseCountry(text: string): string {
  if (!/^[a-z]{2}$/i.test(text)) throw invalid('country', 'must be a code of two letters such as DE');
  return text.toUpperCase();
}

function parseStatus(text: string): [number, number] {
  const [, first, rest] = /^([1-5])(\d\d|xx)$/i.exec(text) ?? [];
  if (first === undefined || rest === undefined)
    throw invalid('status', 'must be a status such as 403, or a class such as 4xx');
  const hundreds = Number(first) * 100;
  return /x/i.test(rest) ? [hundreds, hundreds + 99] : [hundreds + Number(rest), hundreds + Number(rest)];
}
