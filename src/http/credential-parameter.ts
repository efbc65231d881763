import { isSecret } from '../ingest/credential-field.ts';
import { credentialIdOf, normaliseIdentifier } from '../ingest/identity.ts';
import { looksLikeToken } from '../ingest/token.ts';
import { credentialExists } from '../store/queries/credentials.ts';
import type { Store } from '../store/store.ts';
import { invalid } from './schemas.ts';

const EXTERNAL = 'external:';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of the credential that a path or a query names: tried as a uuid first, else as the identifier that Zoom
 * knows; `external:ID` forces the identifier. Whether there is such a credential is for the caller to see.
 */
export async function findCredentialId(store: Store, text: string): Promise<string> {
  if (UUID.test(text) && (await credentialExists(store, text))) return text.toLowerCase();
  const identifier = normaliseIdentifier(text.startsWith(EXTERNAL) ? text.slice(EXTERNAL.length) : text);
  if (identifier === null)
    throw invalid('credential', 'is not an identifier: 1 to 256 characters, none of them a control');
  return credentialIdOf(identifier);
}

/**
 * The identifier that `external:ID` gives, under which a credential may be registered; null for any other form, which
 * might be a slip. A secret is refused, as it is when calls are read.
 */
export function registrableIdentifier(text: string): string | null {
  if (!text.startsWith(EXTERNAL)) return null;
  const identifier = normaliseIdentifier(text.slice(EXTERNAL.length));
  if (identifier !== null && (looksLikeToken(identifier) || isSecret(identifier))) {
    throw invalid(
      'id',
      'is a token or a secret: name the client id, API key or SDK key. The value was dropped',
    );
  }
  return identifier;
}
