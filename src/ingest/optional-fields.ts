import { truncate } from './clean-text.ts';
import { isAbsent } from './fields.ts';
import { redactField } from './redact.ts';
import { parseTime } from './time.ts';

const DIGITS = /^\d{1,17}(?:\.\d{1,9})?$/;
/** Characters shown of what could not be read: with all fields unreadable they still fit into `extra`. */
const LONGEST_SHOWN = 32;
const LATEST_TOKEN_TIME = Date.UTC(2200, 0);

/**
 * Reads the fields of one line that an event may lack. One that cannot be read is null and is noted: were the line
 * rejected, whoever can put nonsense into one field of a log could hide a call from the detector.
 */
export class OptionalFields {
  #unreadable: Record<string, unknown> | null = null;

  /** What could not be read, by field, without secrets and cut short; null when everything could. */
  get unreadable(): Readonly<Record<string, unknown>> | null {
    return this.#unreadable;
  }

  text(value: unknown, name: string): string | null {
    if (isAbsent(value)) return null;
    return typeof value === 'string' ? value : this.refuse(value, name);
  }

  /** An identifier, which some senders write as a number. */
  id(value: unknown, name: string): string | null {
    if (isAbsent(value)) return null;
    if (typeof value === 'string') return value;
    return typeof value === 'number' && Number.isFinite(value) ? String(value) : this.refuse(value, name);
  }

  /** A whole number in a range, as number or as digits; fractions are cut off. */
  whole(value: unknown, name: string, least: number, most: number): number | null {
    if (isAbsent(value)) return null;
    const whole =
      typeof value === 'number'
        ? Math.trunc(value)
        : typeof value === 'string' && DIGITS.test(value)
          ? Math.trunc(Number(value))
          : Number.NaN;
    return whole >= least && whole <= most ? whole : this.refuse(value, name);
  }

  /** When a token was issued or expires, epoch ms. */
  tokenTime(value: unknown, name: string): number | null {
    if (value === undefined || value === null || value === '') return null;
    const time = parseTime(value);
    return time !== null && time >= 0 && time < LATEST_TOKEN_TIME ? time : this.refuse(value, name);
  }

  refuse(value: unknown, name: string): null {
    this.#unreadable ??= {};
    this.#unreadable[name] = shown(value);
    return null;
  }
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') {
    return truncate(redactField(value.slice(0, 8 * LONGEST_SHOWN)), LONGEST_SHOWN);
  }
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return value;
}
