import { truncate } from './clean-text.ts';
import { REDACTED, redactField } from './redact.ts';

const LONGEST = 2048;
/** `…Passcode: from Off to On`, as Zoom's operation log words a change; the next one follows behind a hyphen. */
const CHANGE = /: from (.{0,160}?) to (.{0,160}?)(?=\s+- |[;\n]|$)/gs;
/** Values that say how something is set and can be no secret. */
const STATE =
  /^(?:on|off|yes|no|true|false|enabled?|disabled?|none|locked|unlocked|allowed|optional|required|\d{1,3}|)$/i;
const SECRET_LABEL = /(?:passw|passcode|secret|token|\bkey\b|\bpin\b|\bpwd\b|credential)[^:]{0,80}$/i;

/**
 * Redacts a text that describes changes of settings, and keeps what a change of a guard is judged by: in
 * `Passcode: from On to Off` the values are states, in `Passcode: from 123456 to 654321` they are secrets. On one
 * line, and at most 2,048 characters.
 */
export function redactChange(text: string): string {
  const sent = text.slice(0, 2 * LONGEST);
  let redacted = '';
  let at = 0;
  for (const { 0: whole, 1: before = '', 2: after = '', index } of sent.matchAll(CHANGE)) {
    const label = sent.slice(at, index);
    redacted += `${redactField(label)}: from ${shownValue(label, before)} to ${shownValue(label, after)}`;
    at = index + whole.length;
  }
  return truncate(redacted + redactField(sent.slice(at)), LONGEST);
}

const shownValue = (label: string, value: string): string =>
  STATE.test(value.trim()) ? value : SECRET_LABEL.test(label) ? REDACTED : redactField(value);
