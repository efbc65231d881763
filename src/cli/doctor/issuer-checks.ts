import { discover, explain } from '../../access/oidc.ts';
import { oidcSettings } from '../../access/oidc-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { type Check, ok, warning } from './check.ts';

/** Whether the OpenID Connect issuer answers as one. Passwords and keys work without it. */
export async function checkIssuerAnswers(settings: Settings): Promise<Check[]> {
  const issuer = oidcSettings(settings);
  if (issuer === null) return [];
  try {
    const config = await discover(issuer);
    return [ok('OpenID Connect issuer', `${config.serverMetadata().issuer} answers`)];
  } catch (error) {
    return [
      warning(
        'OpenID Connect issuer',
        `${issuer.issuer} cannot be used: ${explain(error).message}`,
        'Check OIDC_ISSUER: it is the address below which /.well-known/openid-configuration lies, letter by letter.',
      ),
    ];
  }
}
