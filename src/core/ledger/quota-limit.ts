/**
 * Below it no daily limit is the account's: those of single users (100 a day) would look like one count that jumps, and those of
 * a second or a minute say nothing of a day (facts: at most 80; the account's begin at 1,000).
 */
export const LEAST_DAILY = 1_000;

const POOLS: ReadonlyMap<string, string> = new Map([
  ['light', 'Light'],
  ['medium', 'Medium'],
  ['heavy', 'Heavy'],
  // On paid plans the two have one daily limit together; where they do not, the limits differ.
  ['resource-intensive', 'Heavy'],
]);

/** The categories whose calls draw on the daily limit of a pool, in lower case. */
export const categoriesOf = (pool: string): string[] =>
  [...POOLS].filter(([, one]) => one === pool).map(([category]) => category);

/** The pool of daily calls that Zoom's category draws on; null: it is none of Zoom's, or was not logged. */
export const poolOf = (category: string | null): string | null =>
  POOLS.get(category?.toLowerCase() ?? '') ?? null;

/** Zoom's quota headers of one answer (docs/api.md); some answers lack the type or the category (devforum 18928). */
export interface QuotaHeaders {
  readonly type: string | null;
  readonly category: string | null;
  readonly limit: number;
}

/** A daily limit of the account. */
export interface DailyLimit {
  /** Null: any. */
  readonly pool: string | null;
  /** `Heavy 60000`. */
  readonly label: string;
}

/** The daily limit of the account that an answer tells of; null when it tells of another. */
export function dailyLimitOf({ type, category, limit }: QuotaHeaders): DailyLimit | null {
  if (limit < LEAST_DAILY || (type !== null && !/daily/i.test(type))) return null;
  const pool = poolOf(category);
  return { pool, label: `${pool ?? 'Any'} ${limit}` };
}
