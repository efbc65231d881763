import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { type Grid, gridOf } from '../../../core/timeline-grid.ts';

/** Fields that the view filters by, named as the API names them, in the order of their chips. */
export const FILTER_FIELDS = [
  'kind',
  'credential',
  'source_ip',
  'asn',
  'country',
  'operation',
  'client',
  'status',
  'source',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

export interface Filter {
  readonly field: FilterField;
  readonly value: string;
}

/** What the page shows; all of it stands in the address bar, under the names of the API. */
export interface View {
  readonly filters: readonly Filter[];
  /** A fixed range, epoch ms; null: the last `last` milliseconds, and it goes on with the clock. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly last: number;
}

const USUAL_LAST = 7 * DAY;
/** A view is never narrower: buckets are of a second. */
const NARROWEST = 10 * SECOND;
const WIDEST = 20 * 365 * DAY;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Reads the query of the address. What makes no sense there is left out, as is a range that ends before it begins. */
export function parseView(query: string): View {
  const parameters = new URLSearchParams(query);
  const filters = FILTER_FIELDS.flatMap((field) =>
    parameters
      .getAll(field)
      .filter((value) => value !== '')
      .map((value) => ({ field, value })),
  );
  const [from, to] = [Date.parse(parameters.get('from') ?? ''), Date.parse(parameters.get('to') ?? '')];
  const [, count, unit] = /^(\d{1,5})([smhd])$/.exec(parameters.get('last') ?? '') ?? [];
  const last = Math.min(WIDEST, Number(count) * (UNITS[unit ?? ''] ?? Number.NaN));
  return {
    filters,
    range: from < to ? widened(from, to) : null,
    last: last >= NARROWEST ? last : USUAL_LAST,
  };
}

/** The address of a view; what is usual is left out. */
export function addressOf({ filters, range, last }: View): string {
  const parameters = new URLSearchParams(filters.map(({ field, value }) => [field, value]));
  if (range !== null) {
    parameters.set('from', new Date(range.from).toISOString());
    parameters.set('to', new Date(range.to).toISOString());
  } else if (last !== USUAL_LAST) parameters.set('last', lastText(last));
  return parameters.size === 0 ? '/timeline' : `/timeline?${parameters}`;
}

/** `7d`, `90m`. */
export function lastText(ms: number): string {
  const [unit, length] = Object.entries(UNITS).findLast(([, each]) => ms % each === 0) ?? ['s', SECOND];
  return `${Math.max(1, Math.round(ms / length))}${unit}`;
}

/** The range of a view at a moment, as buckets: both ends are cut to them, so that the same view asks the same. */
export function gridAt(view: View, now: number, buckets: number): Grid {
  const range = view.range ?? { from: now - view.last, to: now };
  const { step, start, buckets: count } = gridOf(range.from, range.to, buckets);
  const to = start + count * step;
  return { from: start, to, step, start, buckets: count };
}

/** Zooms by a factor around a moment; the last part of a live view stays live while it ends now. */
export function zoomed(
  grid: Grid,
  factor: number,
  around = (grid.from + grid.to) / 2,
): { from: number; to: number } {
  const width = Math.min(WIDEST, Math.max(NARROWEST, (grid.to - grid.from) * factor));
  const share = (around - grid.from) / (grid.to - grid.from);
  return { from: Math.round(around - width * share), to: Math.round(around + width * (1 - share)) };
}

/** Moves by a share of the width. */
export function panned({ from, to }: Grid, share: number): { from: number; to: number } {
  const by = Math.round((to - from) * share);
  return { from: from + by, to: to + by };
}

/** A range that is wide enough to draw. */
export function widened(from: number, to: number): { from: number; to: number } {
  const missing = NARROWEST - (to - from);
  return missing <= 0
    ? { from, to }
    : { from: from - Math.ceil(missing / 2), to: to + Math.ceil(missing / 2) };
}

export const withFilter = (view: View, added: Filter): View =>
  view.filters.some(({ field, value }) => field === added.field && value === added.value)
    ? view
    : { ...view, filters: [...view.filters, added] };

export const withoutFilter = (view: View, index: number): View => ({
  ...view,
  filters: view.filters.filter((_, at) => at !== index),
});

/** Parameters of the API for the filters alone. */
export const filterParameters = ({ filters }: View): [string, string][] =>
  filters.map(({ field, value }) => [field, value]);
