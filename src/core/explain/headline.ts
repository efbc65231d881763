import type { Finding, SignalEvidence, SignalName } from '../alert.ts';
import { isGrave } from '../gravity.ts';
import { describeOperation } from '../operation.ts';
import { list } from './numbers.ts';
import { isRule } from './rule.ts';

type Draft = Pick<Finding, 'signals' | 'operations'>;

/** A share below this many bits is not worth a place in the headline. */
const HEADLINE_BITS = 3;
/** More than so many striking things are no longer striking. */
const MOST = 3;
/** From here an hour is one at which the credential sleeps. */
const ASLEEP_BITS = 5;

/** From here on a count is far more than its mean. */
const FAR = 5;

type Phrase = (evidence: SignalEvidence, beside: ReadonlySet<SignalName>) => string;

/** In the order in which they are told. */
const PHRASES: readonly (readonly [SignalName, Phrase])[] = [
  ['unfamiliar_network', from],
  ['concurrent_networks', () => 'beside its own machines'],
  [
    'token_shared',
    (_, beside) =>
      beside.has('concurrent_networks')
        ? 'with one of their access tokens'
        : 'with an access token that its own machines were using, too',
  ],
  ['odd_hour', ({ bits }) => (bits >= ASLEEP_BITS ? 'at an hour it sleeps' : 'at a quiet hour')],
  ['dormant_awakes', ({ observed }) => `after ${observed.replace(' before', '')}`],
  ['usage_spike', ({ inputs }) => `${more(inputs['calls'], inputs['mean'])} than usual`],
  ['data_spike', ({ inputs }) => `for ${more(inputs['kilobytes'], inputs['mean'])} data than usual`],
  ['unfamiliar_client', client],
  ['failed_calls', ({ inputs }) => `with ${inputs['refused']} calls refused`],
];

/**
 * `"CRM sync" was used from a provider it has never used, beside its own machines, to list cloud recordings, which
 * it never did.` A broken rule leads; of the rest only what has a real share of the score, at most three things.
 *
 * @param name what people call the credential
 */
export function headlineOf({ signals, operations }: Draft, name: string): string {
  const striking = signals
    .filter(({ bits }) => bits >= HEADLINE_BITS)
    .sort((a, b) => b.bits - a.bits)
    .slice(0, MOST);
  const beside = new Set(striking.map(({ signal }) => signal));
  const circumstances = PHRASES.flatMap(([signal, phrase]) => {
    const evidence = striking.find((one) => one.signal === signal);
    return evidence === undefined ? [] : [phrase(evidence, beside)];
  });
  const rule = signals.find(isRule);
  const subject = rule?.signal === 'decoy_use' ? `"${name}", a decoy that nobody should use,` : `"${name}"`;
  if (rule?.signal === 'admin_change') return `"${name}" ${rule.observed}${aside(circumstances)}.`;
  if (rule?.signal === 'zoom_side_only')
    return `Somebody calls Zoom with "${name}" past our network: ${rule.observed}${aside(circumstances)}.`;
  if (rule?.signal === 'quota_gap')
    return `Somebody calls Zoom past our logs on "${name}": ${rule.observed}.`;
  const although = rule?.signal === 'revoked_use' ? ['although it is revoked'] : [];
  const purpose = purposeOf(
    striking.find(({ signal }) => signal === 'unfamiliar_operation'),
    operations,
  );
  const parts = [...although, ...circumstances, ...purpose];
  if (parts.length === 0) return `${subject} was used${rule === undefined ? ' in an unusual way' : ''}.`;
  return `${subject} was used ${parts.join(', ')}.`;
}

const aside = (circumstances: readonly string[]): string =>
  circumstances.length === 0 ? '' : `, ${circumstances.join(', ')}`;

function from({ inputs }: SignalEvidence): string {
  const known = inputs['network_kind'];
  if (inputs['weight'] !== 1) return 'from a network it began to use only lately';
  if (known === 'anonymiser') return 'from a network known for anonymising exits';
  switch (inputs['level']) {
    case 'country':
      return 'from a country it has never been used from';
    case 'asn':
      return `from a ${known === 'hosting' ? 'hosting ' : ''}provider it has never used`;
    case 'address':
      return 'from an address it has never used';
    default:
      return 'from a network it has never used';
  }
}

function client({ inputs }: SignalEvidence): string {
  return `with ${inputs['client']}, which it ${inputs['weight'] === 1 ? 'never used' : 'began to use only lately'}`;
}

const more = (observed: unknown, mean: unknown): string =>
  Number(observed) >= FAR * Number(mean) ? 'far more' : 'more';

/** What was done: what it never did before, where the same calls are meant; else what an attacker gains. */
function purposeOf(unfamiliar: SignalEvidence | undefined, operations: readonly string[]): string[] {
  const gravest = unfamiliar?.inputs['gravest'];
  if (unfamiliar !== undefined && typeof gravest === 'string' && operations.includes(gravest)) {
    const others = Number(unfamiliar.inputs['operations']) - 1;
    const which =
      others === 0 ? 'which it never' : others === 1 ? 'neither of which it ever' : 'none of which it ever';
    const what = `to ${describeOperation(gravest)}${andOthers(others)}`;
    return [
      unfamiliar.inputs['weight'] === 1
        ? `${what}, ${which} did`
        : `${what}, which it began to do only lately`,
    ];
  }
  const grave = [...new Set(operations.filter(isGrave).map(describeOperation))];
  return grave.length === 0 ? [] : [`to ${list(grave, 3)}`];
}

function andOthers(others: number): string {
  if (others === 0) return '';
  return others === 1 ? ' and make another call' : ` and make ${others} other kinds of calls`;
}
