const formats = new Map<string, Intl.DateTimeFormat>();

/** `24 Nov 03:12:09.123`, in a zone. @param time epoch ms */
export function rowTime(time: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: '2-digit',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return `${format.format(time).replace(',', '')}.${String(((time % 1_000) + 1_000) % 1_000).padStart(3, '0')}`;
}
