/** `1,240`. */
export const figure = (value: number): string => Math.round(value).toLocaleString('en');

/** `1 call`, `1,240 calls`. */
export const counted = (value: number, noun: string): string =>
  `${figure(value)} ${noun}${Math.round(value) === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(values: readonly string[], most = 3): string {
  const shown = values.slice(0, most);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `10 years`, `90 days`, `1 hour`, `12 minutes` of seconds: the largest unit that fits. */
export function lifeText(seconds: number): string {
  const units = [
    ['year', 31_536_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  for (const [unit, length] of units) if (seconds >= length) return counted(seconds / length, unit);
  return counted(seconds, 'second');
}
