import { memoise } from '../core/memo.ts';
import { type Fields, idIn, isAbsent, LineProblem, textIn } from './fields.ts';
import {
  credentialIdOf,
  type Identity,
  identifyAuthorization,
  normaliseIdentifier,
  type Unidentified,
} from './identity.ts';
import type { OptionalFields } from './optional-fields.ts';
import { looksRandom } from './random-text.ts';
import type { RawRecord } from './readers/reader.ts';
import { holdsPrefixedKey, holdsToken } from './redact.ts';
import { looksLikeToken, type TokenProblem } from './token.ts';

export interface Caller {
  readonly credential: string;
  readonly credentialId: string;
  readonly accountId: string | null;
  readonly tokenFingerprint: string | null;
  readonly tokenIssuedAt: number | null;
  readonly tokenExpiresAt: number | null;
}

export interface CallerOptions {
  /** What calls are attributed to when a line has no `credential` and no readable `authorization`; normalised. */
  readonly credential: string | undefined;
  readonly fingerprintKey: string | Uint8Array;
}

const REASONS: Readonly<Record<TokenProblem, string>> = {
  opaque: 'is a token that does not name the credential',
  malformed: 'cannot be decoded',
  foreign: 'is a token that names no client id, API key or SDK key of Zoom',
};
/** Zoom's identifiers have 22 characters, a hash used as one has 64. */
const LONGEST_RANDOM = 64;

/**
 * Who made the call: `credential`, else what `authorization` names, else what a token in the path's query names (recordings
 * are downloaded so), else the constant of the options, else, in a log, the user of HTTP Basic. A token in `credential` is treated as `authorization`: no token is ever taken for an
 * identifier.
 *
 * @throws LineProblem
 */
export function readCaller(
  { fields, isLog }: RawRecord,
  optional: OptionalFields,
  options: CallerOptions,
): Caller {
  const named = idIn(fields['credential'], 'credential');
  const isToken = named !== null && looksLikeToken(named);
  const sent = fields['authorization'];
  const isSpare = named !== null || options.credential !== undefined;
  const token = isToken
    ? named
    : isSpare
      ? optional.text(sent, 'authorization')
      : textIn(sent, 'authorization');
  if (token === null) return named === null ? unnamedCaller(fields, isLog, options) : callerNamed(named);
  const identity = identifyAuthorization(token, options.fingerprintKey);
  if (named !== null && !isToken) return withToken(callerNamed(named), identity);
  if (!('problem' in identity)) return withToken(callerOf(identity.identifier), identity);
  if (options.credential === undefined) throw unreadable(isToken, identity.problem);
  return withToken(callerOf(options.credential), identity);
}

/** The caller that a `credential` of this text names by itself, whatever else the line holds; null when it does not. */
export function identifiedCaller(sent: string): Caller | null {
  if (isAbsent(sent) || looksLikeToken(sent)) return null;
  const caller = sentCaller(sent);
  return caller instanceof LineProblem ? null : caller;
}

function unnamedCaller(fields: Fields, isLog: boolean, options: CallerOptions): Caller {
  const identity = identityInQuery(fields['path'], options.fingerprintKey);
  if (identity !== null) return withToken(callerOf(identity.identifier), identity);
  if (options.credential !== undefined) return callerOf(options.credential);
  const user = isLog ? textIn(fields['remote_user'], 'remote_user') : null;
  if (user === null) {
    throw new LineProblem(
      'missing_field',
      'credential is missing: send `credential` or `authorization`, or name a constant or a field for lines without',
    );
  }
  if (looksLikeToken(user)) throw unreadable(true, 'opaque');
  return callerNamed(user);
}

const QUERY_TOKEN = /[?&]access_token=([\w.%-]{16,16384})(?:[&#]|$)/;

/** Whose token stands in a query; null when there is none that names somebody. */
function identityInQuery(path: unknown, fingerprintKey: string | Uint8Array): Identity | null {
  if (typeof path !== 'string' || !path.includes('access_token=')) return null;
  const token = QUERY_TOKEN.exec(path)?.[1];
  const identity = token === undefined ? null : identifyAuthorization(token, fingerprintKey);
  return identity === null || 'problem' in identity ? null : identity;
}

/** The caller of a normalised identifier. */
const callerOf = memoise(
  (credential): Caller => ({
    credential,
    credentialId: credentialIdOf(credential),
    accountId: null,
    tokenFingerprint: null,
    tokenIssuedAt: null,
    tokenExpiresAt: null,
  }),
  16_384,
);

/** What only Zoom has seen of a caller: `app:` and its name, so that it is never taken for what our own logs have seen. */
export function zoomSideOf({ credential, accountId }: Caller): Caller {
  const identifier = normaliseIdentifier(credential.startsWith('app:') ? credential : `app:${credential}`);
  if (identifier === null) throw new LineProblem('invalid_field', 'credential is longer than 252 characters');
  return { ...callerOf(identifier), accountId };
}

const withToken = (caller: Caller, identity: Identity | Unidentified): Caller =>
  'problem' in identity
    ? { ...caller, tokenFingerprint: identity.fingerprint }
    : {
        ...caller,
        accountId: identity.accountId,
        tokenFingerprint: identity.fingerprint,
        tokenIssuedAt: identity.issuedAt,
        tokenExpiresAt: identity.expiresAt,
      };

/** The caller by an identifier as it was sent. Only called with what does not look like a token, which it remembers. */
const callerNamed = (sent: string): Caller => {
  const caller = sentCaller(sent);
  if (caller instanceof LineProblem) throw caller;
  return caller;
};

const sentCaller = memoise((sent): Caller | LineProblem => {
  const identifier = normaliseIdentifier(sent);
  if (identifier === null) {
    return new LineProblem(
      'invalid_field',
      'credential is empty, longer than 256 characters or holds a control character',
    );
  }
  return isSecret(identifier) ? unreadable(true, 'opaque') : callerOf(identifier);
}, 16_384);

/** Zoom's client ids, API keys and SDK keys. What begins a JWT stands within one of some thousands of them by chance. */
const CLIENT_ID = /^(?!ey[AJ])[\w-]{22}$/;

/** A random name of moderate length is what API keys are; a longer one is a token. */
export const isSecret = (identifier: string): boolean =>
  (CLIENT_ID.test(identifier) ? holdsPrefixedKey(identifier) : holdsToken(identifier)) ||
  (identifier.length > LONGEST_RANDOM && looksRandom(identifier));

function unreadable(inCredential: boolean, problem: TokenProblem): LineProblem {
  return inCredential
    ? new LineProblem(
        'credential_is_secret',
        `credential ${REASONS[problem]}: send the client id, API key or SDK key. The value was dropped`,
      )
    : new LineProblem(
        'missing_field',
        `credential is missing, and authorization ${REASONS[problem]}: send \`credential\` beside it`,
      );
}
