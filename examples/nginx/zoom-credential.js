// Tells nginx which Zoom credential a call used, so that the access log can name it. The token itself is read
// here and goes no further: what the log gets is the identifier that Zoom shows in its app list, and a hash.
import crypto from 'crypto';

// What Zoom's API keys, client ids, SDK keys and account ids look like. Anything else could be a secret in the wrong place.
const KEY = /^[A-Za-z0-9_-]{6,64}$/;

function read(r) {
  const header = r.headersIn.Authorization || '';
  if (header === '') return {};
  const space = header.indexOf(' ');
  const scheme = header.slice(0, Math.max(space, 0)).toLowerCase();
  const value = header.slice(space + 1).trim();
  if (scheme === 'basic') return { identifier: basicUser(value) || opaque(value) };
  if (scheme !== 'bearer') return { identifier: opaque(value) };
  const claims = jwtClaims(value);
  return {
    identifier: jwtIdentifier(claims) || opaque(value),
    account: key(claims.aid),
    fingerprint: hash(value).slice(0, 32),
    issuedAt: seconds(claims.iat),
    expiresAt: seconds(claims.exp),
  };
}

// OAuth tokens are issued by `zm:cid:CLIENT_ID`. SDK tokens name their SDK key, and older ones only the API key in `iss`.
function jwtIdentifier(claims) {
  const issuer = typeof claims.iss === 'string' ? claims.iss : '';
  if (issuer.startsWith('zm:cid:')) return key(issuer.slice(7));
  return key(claims.sdkKey) || key(claims.appKey) || key(claims.app_key) || key(issuer);
}

function jwtClaims(token) {
  const parts = token.split('.');
  if (parts.length !== 3) return {};
  try {
    return JSON.parse(Buffer.from(parts[1], 'base64url').toString()) || {};
  } catch (_) {
    return {};
  }
}

// At zoom.us/oauth/token the user is the client id and the password the client secret.
function basicUser(value) {
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  return colon > 0 ? key(text.slice(0, colon)) : '';
}

function key(value) {
  return typeof value === 'string' && KEY.test(value) ? value : '';
}

// Epoch seconds from 2001 to 2200. Claims are what the maker of the token wrote; absurd ones are left out.
function seconds(value) {
  return typeof value === 'number' && value >= 1e9 && value < 7258118400 ? String(Math.floor(value)) : '';
}

// A token that names nobody still has one stable name, from which it cannot be computed back.
function opaque(value) {
  return `opaque:${hash(value).slice(0, 16)}`;
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
