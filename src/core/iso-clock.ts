import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

let day = Number.NaN;
let prefix = '';
const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/**
 * `toIso` for many times of one day after the other: the same text, without a Date for each.
 *
 * @param time epoch ms, an integer
 */
export function isoClock(time: number): string {
  const today = Math.floor(time / DAY);
  if (today !== day) {
    prefix = new Date(today * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    day = today;
  }
  const rest = time - today * DAY;
  const hours = Math.floor(rest / HOUR);
  const minutes = Math.floor(rest / MINUTE) % 60;
  const seconds = Math.floor(rest / SECOND) % 60;
  const millis = rest % SECOND;
  const fraction = millis < 10 ? `00${millis}` : millis < 100 ? `0${millis}` : millis;
  return `${prefix}${TWO[hours]}:${TWO[minutes]}:${TWO[seconds]}.${fraction}Z`;
}
