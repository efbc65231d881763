import { cleanLines, cleanText } from './clean-text.ts';
import { looksRandom, RUN } from './random-text.ts';

/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Keys whose value is a secret, in `key=value`, `key: value` and JSON, quoted, escaped or percent-encoded. */
const KEYED =
  /((?:token|secret|passw(?:or)?d|passcode|passphrase|pwd|api[_-]?key|access[_-]?key|private[_-]?key|signature|credentials?)[\w-]{0,32}|(?<![\w-])(?:code|zak|zpk|tk|sig|jwt|auth|sid|session|key|assertion|code_verifier|x-amz-[\w-]{1,32}))(\\*["']?\s{0,4}(?:[:=]|%3[AD])\s{0,4})(\[redacted\][^\s&"',;<>)}\]]*|\\+"(?:[^"\\]|\\[^"])*\\*"?|"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|[^\s&"',;<>)}\]]+)/gi;
/** Headers whose whole value is a secret. */
const HEADER =
  /((?:proxy-)?authorization|(?:set-)?cookie)(\\*["']?\s{0,4}[:=]\s{0,4}\\*["']?)([^"'\r\n\\]+)/gi;
const SCHEME = /\b(bearer|basic)((?:\s|%20|\+){1,4})([^\s"'`,;&<>\\]{4,})/gi;
/** JSON Web Signature or Encryption (RFC 7515, 7516); a header alone is enough, whatever its tail was cut to. */
const JWT = /ey[AJ][A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,4}/g;
const USER_INFO = /(:\/\/)[^/\s@"'<>]{1,512}@/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g;
/** Secrets that say what they are: Slack, GitHub, GitLab, AWS, Google, Stripe, OpenAI, npm, SendGrid, and our API keys. */
const PREFIXED =
  /xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|hooks\.slack\.com\/[\w/-]{8,}|gh[opsur]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{24,}|sk_(?:live|test)_\w{10,}|sk-[\w-]{16,}|npm_\w{24,}|SG\.[\w-]{12,}\.[\w-]{12,}|zu?m_[\w-]{16,}/g;
/** Standard base64 holds slashes, which separate the steps of a path: only outside of paths. */
const BASE64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}={0,2}/g;

/** Words that some pattern asks for. */
const SUSPECT_WORD =
  /ey[AJ]|bearer|basic|xox|xapp|slack|gh[opsur]_|github|glpat|AKIA|ASIA|AIza|sk[_-]|npm_|SG\.|zu?m_|-----/i;
/** Lengths from which on a run of characters may be random, with `-` and the like in it or with slashes. */
const [SHORTEST_RUN, SHORTEST_BASE64] = [28, 40];
const [IN_RUN, IN_BASE64, MARK] = [1, 2, 4];
/** What a character below 128 may belong to: such a run, or what separates a key from its value and a user from a host. */
const KIND = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return (
    (/[\w+=~%-]/.test(character) ? IN_RUN : 0) |
    (/[A-Za-z0-9+/]/.test(character) ? IN_BASE64 : 0) |
    (/[:=@]/.test(character) ? MARK : 0)
  );
});
const ENCODED_MARK = /%3[AD]/i;

/** Ids that need no closer look: hex digits, UUIDs, Zoom's tracking ids. */
const PLAIN_ID =
  /^(?:[0-9a-f]{1,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|v=[\d.]{1,8};clid=[\w-]{1,16};rid=(?:[A-Za-z]{1,12}_)?[0-9a-f]{32})$/i;

/**
 * Removes what looks like a secret from a text, and cleans it (`cleanLines`): tokens by their form, values of
 * telling keys, headers that authorise, user parts of URLs, and any long run that is too random to be a word.
 * Kept are Zoom's ids and meeting UUIDs (22 characters), UUIDs, request ids (32 hex digits) and tracking ids.
 * Never throws; the time is linear in the length.
 */
export const redactText = (text: string): string => maskSecrets(cleanLines(text), false);

/** As `redactText`, for a value that belongs on one line, such as a user agent. */
export const redactField = (text: string): string =>
  PLAIN_ID.test(text) ? text : maskSecrets(cleanText(text), false);

/** As `redactField`, for the path of a URL: slashes separate, they never belong to a secret. */
export const redactPath = (path: string): string => maskSecrets(cleanText(path), true);

function maskSecrets(text: string, isPath: boolean): string {
  if (!isSuspect(text)) return text;
  const masked = text
    .replace(PRIVATE_KEY, REDACTED)
    .replace(JWT, REDACTED)
    .replace(PREFIXED, REDACTED)
    .replace(HEADER, `$1$2${REDACTED}`)
    .replace(SCHEME, `$1$2${REDACTED}`)
    .replace(KEYED, `$1$2${REDACTED}`)
    .replace(USER_INFO, `$1${REDACTED}@`);
  const sparse = isPath || masked.startsWith('/') ? masked : masked.replace(BASE64, maskBase64);
  return sparse.replace(RUN, (run) => (looksRandom(run) ? REDACTED : run));
}

/** Cheap: whether any of the patterns could match at all. Most texts are paths and names without a secret. */
function isSuspect(text: string): boolean {
  let run = 0;
  let base64 = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KIND[code]! : 0;
    run = (kind & IN_RUN) === 0 ? 0 : run + 1;
    base64 = (kind & IN_BASE64) === 0 ? 0 : base64 + 1;
    if ((kind & MARK) !== 0 || run === SHORTEST_RUN || base64 === SHORTEST_BASE64) return true;
  }
  return SUSPECT_WORD.test(text) || (text.includes('%3') && ENCODED_MARK.test(text));
}

/** Whether a text holds something that is a secret by its form alone: a token, a key with a known prefix, a private key. */
export const holdsToken = (text: string): boolean =>
  [JWT, PREFIXED, PRIVATE_KEY, USER_INFO].some((pattern) => text.search(pattern) >= 0);

/** Whether a text holds a key that says by its prefix what it is. */
export const holdsPrefixedKey = (text: string): boolean => text.search(PREFIXED) >= 0;

function maskBase64(run: string): string {
  const slashes = run.split('/').length - 1;
  return slashes * 12 <= run.length && looksRandom(run.replaceAll('/', '')) ? REDACTED : run;
}
