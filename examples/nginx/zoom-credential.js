// Tells nginx which Zoom credential a call used, so that the access log can name it. The token itself is read
// here and goes no further: what the log gets is the identifier that Zoom shows in its app list, and a hash.
import crypto from 'crypto';

// Identifiers of Zoom apps are short and plain. Anything else is not printed: it could be a secret in the wrong place.
const IDENTIFIER = /^[A-Za-z0-9._@+-]{1,64}$/;

function read(r) {
  const header = r.headersIn.Authorization || '';
  const space = header.indexOf(' ');
  const scheme = header.slice(0, space).toLowerCase();
  const value = header.slice(space + 1).trim();
  if (space < 1 || value === '') return {};
  if (scheme === 'basic') return { identifier: basicUser(value) || opaque(value) };
  if (scheme !== 'bearer') return { identifier: opaque(value) };
  const claims = jwtClaims(value);
  return {
    identifier: jwtIdentifier(claims) || opaque(value),
    account: plain(claims.aid),
    fingerprint: hash(value).slice(0, 32),
    issuedAt: seconds(claims.iat),
    expiresAt: seconds(claims.exp),
  };
}

// `iss` is `zm:cid:CLIENT_ID` in OAuth tokens and the API key in tokens that the caller signed; SDK tokens carry theirs.
function jwtIdentifier(claims) {
  return plain(claims.iss) || plain(claims.sdkKey) || plain(claims.appKey) || plain(claims.app_key);
}

function jwtClaims(token) {
  const parts = token.split('.');
  if (parts.length !== 3) return {};
  try {
    return JSON.parse(Buffer.from(parts[1], 'base64url').toString()) || {};
  } catch (e) {
    return {};
  }
}

// At zoom.us/oauth/token the user is the client id and the password the client secret.
function basicUser(value) {
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  return colon > 0 ? plain(text.slice(0, colon)) : '';
}

function plain(value) {
  const text = typeof value === 'string' ? value.replace(/^zm:cid:/, '') : '';
  return IDENTIFIER.test(text) ? text : '';
}

function seconds(value) {
  return typeof value === 'number' && isFinite(value) ? String(Math.floor(value)) : '';
}

// A token that names nobody still has one stable name, from which it cannot be computed back.
function opaque(value) {
  return 'opaque:' + hash(value).slice(0, 16);
}

function hash(value) {
  return crypto.createHash('sha256').update(value).digest('hex');
}

const identifier = (r) => read(r).identifier || '';
const account = (r) => read(r).account || '';
const fingerprint = (r) => read(r).fingerprint || '';
const issuedAt = (r) => read(r).issuedAt || '';
const expiresAt = (r) => read(r).expiresAt || '';

export default { identifier, account, fingerprint, issuedAt, expiresAt };
