import { memoise } from '../core/memo.ts';
import { truncate } from './clean-text.ts';
import { REDACTED, redactField, redactPath } from './redact.ts';

/** Bounds of what is kept of an object from outside. */
const DEEPEST = 6;
const MOST_MEMBERS = 64;
const LONGEST_TEXT = 1024;
const LONGEST_KEY = 128;

/** Names whose value is a secret or opens something. `share_url` and its like let anybody in who has them. */
const SECRET_KEY =
  /token|secret|passw|passcode|passphrase|pwd|authorization|cookie|signature|credential|api[_-]?key|private[_-]?key|access[_-]?key|^(?:code|zak|zpk|jwt|auth|sig|pin|pin_?code|host_?key|session|sid|assertion|key)$|(?:share|play|start|download)_?url$/i;
/** Names that only sound like it. */
const HARMLESS_KEY = /^token_(?:fingerprint|type|issued_at|expires_at)$|^credential_(?:kind|source)$/;
/** Would reach an object's prototype when somebody copies the value carelessly. */
const POISONOUS_KEY = /^(?:__proto__|constructor|prototype)$/;

/**
 * Redacts a value from outside for keeping: values under telling names, and secrets in any other text, keys
 * included; URLs lose their query. Bounded: 6 levels, 64 members a level, 1,024 characters a text. The result is
 * plain JSON.
 */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (depth >= DEEPEST) return '[deeper]';
  return Array.isArray(value)
    ? value.slice(0, MOST_MEMBERS).map((member) => redactValue(member, depth + 1))
    : Object.fromEntries(redactMembers(Object.entries(value).slice(0, MOST_MEMBERS), depth + 1));
}

/** Redacts the members of an object, key by key. */
function redactMembers(members: readonly [string, unknown][], depth = 1): [string, unknown][] {
  return members
    .filter(([key]) => !POISONOUS_KEY.test(key))
    .map(([key, value]) => {
      const { shown, isSecret } = keyOf(key);
      return [shown, isSecret ? REDACTED : redactValue(value, depth)];
    });
}

/** What a key is kept as, and whether its value may be kept: senders use the same few hundred again and again. */
const keyOf = memoise((key: string) => ({
  shown: truncate(redactField(key.slice(0, 4 * LONGEST_KEY)), LONGEST_KEY),
  isSecret: SECRET_KEY.test(key) && !HARMLESS_KEY.test(key),
}));

function redactString(text: string): string {
  const start = text.slice(0, 4 * LONGEST_TEXT);
  const url = start.includes('://') ? /^[a-z][a-z0-9+.-]{0,15}:\/\/[^\s?#]*/i.exec(start) : null;
  if (url !== null) return truncate(redactField(url[0]), LONGEST_TEXT);
  return truncate(
    start.startsWith('/') ? redactPath(start.replace(/[?#].*$/s, '')) : redactField(start),
    LONGEST_TEXT,
  );
}

/** Bytes of JSON kept of an event's unknown fields. */
export const EXTRA_LIMIT = 4096;

/**
 * The unknown fields of an event, redacted: those that fit into 4 kB, in their order. `_dropped` counts the rest.
 * Null when there are none.
 */
export function redactExtra(members: readonly [string, unknown][]): Record<string, unknown> | null {
  if (members.length === 0) return null;
  const redacted = redactMembers(members.slice(0, MOST_MEMBERS));
  const whole = Object.fromEntries(redacted);
  // Nearly always all of it fits: then one text is measured in place of one for each member.
  const fits = members.length <= MOST_MEMBERS && jsonBytes(whole) + DROPPED_BYTES <= EXTRA_LIMIT;
  return fits ? whole : withinLimit(redacted, Math.max(0, members.length - MOST_MEMBERS));
}

/** Room for the count of what was dropped. */
const DROPPED_BYTES = '{"_dropped":1000000}'.length;
const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function withinLimit(members: readonly [string, unknown][], droppedBefore: number): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  let [size, dropped] = [DROPPED_BYTES, droppedBefore];
  for (const [key, value] of members) {
    const bytes = jsonBytes(key) + jsonBytes(value) + 2;
    if (size + bytes > EXTRA_LIMIT) {
      dropped += 1;
      continue;
    }
    size += bytes;
    kept.push([key, value]);
  }
  return Object.fromEntries(dropped === 0 ? kept : [...kept, ['_dropped', dropped]]);
}
