const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(name, made);
  return made;
}

/** `Tue 24 Nov 2026, 03:12:09 UTC`. @param time epoch milliseconds @param zone IANA name */
export function exactTime(time: number, zone: string): string {
  const text = formatOf(zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(time);
  return text.replace(/^(\w+), /, '$1 ');
}

/** `24 Nov 03:12`, for axes and tight tables. */
export function shortTime(time: number, zone: string): string {
  return formatOf(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
    .format(time)
    .replace(',', '');
}

const UNITS = [
  ['year', 31_557_600_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `38 minutes ago`, `in 3 days`; below a minute `just now`. Both in epoch milliseconds. */
export function relativeTime(time: number, now: number): string {
  const gap = time - now;
  for (const [unit, length] of UNITS) {
    if (Math.abs(gap) >= length) return words.format(Math.trunc(gap / length), unit);
  }
  return 'just now';
}
