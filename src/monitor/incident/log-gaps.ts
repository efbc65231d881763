import type { HourRollup } from '../../core/rollup.ts';
import { type HourNumber, startOfHour, toIso } from '../../core/time.ts';
import type { SourceHours } from '../../store/queries/coverage.ts';

/** Sources that are told of. */
const MOST_SOURCES = 40;

/** What of an incident the logs do not show. */
export interface Unseen {
  /** Sources with logs in the days before: hours of the incident for which they have none. */
  readonly sources: {
    readonly source: string;
    /** Share of the hours before the incident that had logs of it. */
    readonly usual_share: number;
    /** First hour and end of each gap within the incident. */
    readonly gaps: { readonly from: string; readonly to: string }[];
  }[];
  /** Hours of the incident without logs of any source. */
  readonly hours_without_any: number;
  /** Hours that are drawn without logs of any source, counted from the first. */
  readonly bare_hours: number[];
  /** What no log of this credential carried in the hours that are drawn, and so no signal could judge. */
  readonly missing_fields: MissingField[];
}

export type MissingField = 'address' | 'provider' | 'country' | 'client' | 'token' | 'bytes';

/**
 * @param from the first hour of `sources`' counts
 * @param drawn how many hours there are from it on
 */
export function unseenOf(
  sources: SourceHours[],
  from: HourNumber,
  incident: { readonly first: HourNumber; readonly last: HourNumber },
  fields: FieldWatch,
  drawn: number,
): Unseen {
  const [start, end] = [incident.first - from, incident.last - from];
  const hours = Array.from({ length: end - start + 1 }, (_, i) => start + i);
  const told = sources
    .map(({ source, counts }) => ({
      source,
      usual_share: start === 0 ? 0 : counts.slice(0, start).filter((n) => n > 0).length / start,
      gaps: gapsOf(hours.filter((hour) => (counts[hour] ?? 0) === 0)).map(([first, last]) => ({
        from: toIso(startOfHour(from + first)),
        to: toIso(startOfHour(from + last + 1)),
      })),
    }))
    .sort((a, b) => b.usual_share - a.usual_share || (a.source < b.source ? -1 : 1));
  const isBare = (hour: number): boolean => sources.every(({ counts }) => (counts[hour] ?? 0) === 0);
  return {
    sources: told.slice(0, MOST_SOURCES),
    hours_without_any: hours.filter(isBare).length,
    bare_hours: Array.from({ length: drawn }, (_, hour) => hour).filter(isBare),
    missing_fields: fields.missing(),
  };
}

/** Runs of neighbouring hours, first and last. */
function gapsOf(hours: readonly number[]): [number, number][] {
  const gaps: [number, number][] = [];
  for (const hour of hours) {
    const open = gaps.at(-1);
    if (open !== undefined && open[1] === hour - 1) open[1] = hour;
    else gaps.push([hour, hour]);
  }
  return gaps;
}

/** Watches which fields the logs of a credential carry at all. */
export class FieldWatch {
  readonly #seen = new Set<MissingField>();
  #any = false;

  add(rollup: HourRollup): void {
    this.#any = true;
    if (rollup.addresses.size > 0) this.#seen.add('address');
    if (rollup.clients.size > 0) this.#seen.add('client');
    if (rollup.tokens.size > 0) this.#seen.add('token');
    if (rollup.responseBytes > 0) this.#seen.add('bytes');
    for (const { asn, asnName, country } of rollup.addresses.values()) {
      if (asn !== null || asnName !== null) this.#seen.add('provider');
      if (country !== null) this.#seen.add('country');
    }
  }

  missing(): MissingField[] {
    const all: MissingField[] = ['address', 'provider', 'country', 'client', 'token', 'bytes'];
    return this.#any ? all.filter((field) => !this.#seen.has(field)) : [];
  }
}
