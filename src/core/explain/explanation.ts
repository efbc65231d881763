import type { Finding, SignalEvidence, SignalName } from '../alert.ts';
import { episodesPerDay } from '../calibration.ts';
import { isGrave } from '../gravity.ts';
import { describeOperation } from '../operation.ts';
import { DAY } from '../time.ts';
import { count, list, span } from './numbers.ts';

type Draft = Omit<Finding, 'explanation' | 'counterfactual'>;

/** A share below this many bits is not worth a place in the headline. */
const HEADLINE_BITS = 3;
/** From here an hour is one at which the credential sleeps. */
const ASLEEP_BITS = 5;

/**
 * The alert in sentences, always in the same order: what is used, from where, how unusual, what it touched, since
 * when; then the figures; then how rare all of it is. The first sentence stands alone as a headline.
 */
export function explain(draft: Draft, name: string): string {
  const figures = draft.signals.map(({ summary }) => capital(summary));
  return [headline(draft, name), extent(draft), ...figures, rarity(draft)].join(' ');
}

/** `"CRM sync" was used from a network it has never used, at an hour it sleeps, to list cloud recordings.` */
function headline(draft: Draft, name: string): string {
  const parts = [
    from(find(draft, 'unfamiliar_network')),
    at(find(draft, 'odd_hour')),
    much(find(draft, 'usage_spike')),
  ].filter((part) => part !== null);
  const what = touched(draft);
  const used = parts.length === 0 ? 'was used in an unusual way' : `was used ${parts.join(', ')}`;
  return `"${name}" ${used}${what === null ? '' : `, ${what}`}.`;
}

function from(evidence: SignalEvidence | undefined): string | null {
  if (evidence === undefined) return null;
  if (evidence.inputs['weight'] !== 1) return 'from a network it began to use only lately';
  switch (evidence.inputs['level']) {
    case 'country':
      return 'from a country it has never been used from';
    case 'asn':
      return 'from a provider it has never used';
    case 'address':
      return 'from an address it has never used';
    default:
      return 'from a network it has never used';
  }
}

function at(evidence: SignalEvidence | undefined): string | null {
  if (evidence === undefined || evidence.bits < HEADLINE_BITS) return null;
  return evidence.bits >= ASLEEP_BITS ? 'at an hour it sleeps' : 'at a quiet hour';
}

const much = (evidence: SignalEvidence | undefined): string | null =>
  evidence === undefined || evidence.bits < HEADLINE_BITS ? null : 'far more than usual';

/** What an attacker gains comes first; ordinary calls go without saying. */
function touched({ operations }: Draft): string | null {
  const grave = operations.filter(isGrave).map(describeOperation);
  return grave.length === 0 ? null : `to ${list([...new Set(grave)], 3)}`;
}

function extent({ eventCount, sourceIps, firstEventAt, lastEventAt }: Draft): string {
  const where = sourceIps.length === 0 ? 'with no address in the log' : `from ${list(sourceIps, 3)}`;
  const until =
    lastEventAt - firstEventAt < 1000
      ? `at ${moment(firstEventAt)}`
      : `between ${moment(firstEventAt)} and ${ending(firstEventAt, lastEventAt)}`;
  return `${count(eventCount, 'call')} ${where} ${until} UTC.`;
}

const ending = (first: number, last: number): string =>
  Math.floor(first / DAY) === Math.floor(last / DAY) ? clock(last) : moment(last);

function rarity({ scoreBits, calibration }: Draft): string {
  const every = span(1 / episodesPerDay(calibration, scoreBits));
  return `Something this unusual is expected of an innocent credential once in ${every}.`;
}

const find = (draft: Draft, name: SignalName): SignalEvidence | undefined =>
  draft.signals.find(({ signal }) => signal === name);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Tue 2026-11-24 03:12:05`. */
function moment(time: number): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(time).getUTCDay()];
  return `${day} ${new Date(time).toISOString().slice(0, 10)} ${clock(time)}`;
}

const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);
