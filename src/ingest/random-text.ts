/** Runs that may be a secret: 28 characters or more of base64, base64url or percent-encoding, with dotted parts behind. */
export const RUN = /[\w+=~%-]{28,}(?:\.[\w+=~%-]+)*/g;

/** Zoom's ids and meeting UUIDs have 22 characters that count: not secrets. */
const FEWEST = 24;
const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const ESCAPES = /%(?:25)*[0-9a-f]{2}/gi;
/** Words written together, an abbreviation in front: `HTTPServerStatus`. */
const CAMEL = /^[A-Z]{0,5}[a-z]*(?:[A-Z][a-z]{2,})*$/;
const HEX_ID = /^(?:[0-9a-f]{1,32}|[0-9A-F]{1,32})$/;

/**
 * Whether a run of characters is too random to be words or an ordinary id. Random text changes between upper case,
 * lower case and digits all the time (base62: at 62 of 100 steps), text made of words rarely. Hex digits are an id up
 * to 32 of them (MD5, trace and request ids), a secret beyond.
 */
export function looksRandom(run: string): boolean {
  const words =
    run
      .replace(UUIDS, '')
      .replace(ESCAPES, '')
      .match(/[A-Za-z0-9]+/g) ?? [];
  if (words.every((word) => word.length <= 8 || HEX_ID.test(word))) return false;
  if (words.every((word) => word.length < 40 && CAMEL.test(word))) return false;
  if (!words.some((word) => word.length > 8 && /[a-z]/.test(word) && /[A-Z]/.test(word))) {
    // Of one case: long words of both letters and digits; longer ones than any language has. ULIDs have 26 characters.
    return words.some((word) => (word.length >= 28 && changesIn(word) >= 3) || /[A-Za-z]{40}/.test(word));
  }
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  const changes = words.reduce((sum, word) => sum + changesIn(word), 0);
  // Five standard deviations below what 32 random characters have.
  return characters >= FEWEST && changes >= 0.25 * (characters - words.length);
}

/** How often upper case, lower case and digits follow each other. */
const changesIn = (word: string): number => (word.match(/[a-z]+|[A-Z]+|\d+/g)?.length ?? 1) - 1;
