/** `1 call`, `41,200 calls`, `2 addresses`. */
export function count(value: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** Thousands with commas, at most two significant decimals below ten. */
export function number(value: number): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return FORMATS[digits].format(value);
}

/** By decimals. Made once: that takes a hundred times as long as using one. */
const FORMATS = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }),
) as [Intl.NumberFormat, Intl.NumberFormat, Intl.NumberFormat];

/** `1 in 3,100`; `most` when it is no rarity. */
export function oneIn(probability: number): string {
  if (probability >= 0.5) return 'most';
  return `1 in ${number(roundTo(1 / probability, 2))}`;
}

/** `0.4 %`, never rounded to nothing. */
export function percent(share: number): string {
  const value = share * 100;
  if (value >= 10) return `${Math.round(value)} %`;
  return `${Number(value.toPrecision(value >= 1 ? 2 : 1))} %`;
}

/** A span of days as people say it: `5 hours`, `12 days`, `3 months`, `11 years`. */
export function span(days: number): string {
  if (days < 2) return count(Math.max(1, Math.round(days * 24)), 'hour');
  if (days < 60) return count(Math.round(days), 'day');
  if (days < 730) return count(Math.round(days / 30.44), 'month');
  if (days < 365_250) return count(Math.round(days / 365.25), 'year');
  return 'more than 1,000 years';
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function list(values: readonly string[], limit = 3): string {
  const shown = values.slice(0, limit);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  if (shown.length <= 1) return shown[0] ?? '';
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Rounds to `digits` significant digits. */
export const roundTo = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** `12 kB`, `3.4 GB`: in powers of 1,000. */
export function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let amount = value;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${number(roundTo(amount, amount < 10 ? 2 : 3))} ${units[unit]}`;
}
