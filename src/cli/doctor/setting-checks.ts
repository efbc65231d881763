import { missingOidcSettings, oidcSettings } from '../../access/oidc-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { budgetInWords } from '../../core/budget-text.ts';
import { missingZoomSettings } from '../zoom-access.ts';
import { type Check, ok, warning } from './check.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Settings that are valid each, and what they mean together. */
export function checkSettings(settings: Settings): Check[] {
  return [
    ok('alert budget', budgetInWords(settings.alertBudget)),
    ...checkExposure(settings),
    ...checkPulls(settings),
    ...checkIssuer(settings),
  ];
}

function checkExposure(settings: Settings): Check[] {
  const checks: Check[] = [];
  if (!LOOPBACK.includes(settings.host) && !settings.publicUrl?.startsWith('https:')) {
    checks.push(
      warning(
        'encryption',
        `the service listens on ${settings.host} without TLS, so keys travel in clear text`,
        'Put a TLS proxy before it and set PUBLIC_URL to its https address, or set HOST=127.0.0.1.',
      ),
    );
  }
  for (const network of settings.trustedProxies.filter((cidr) => cidr.endsWith('/0'))) {
    checks.push(
      warning(
        'trusted proxies',
        `${network} lets every client choose its own address by X-Forwarded-For`,
        'Set TRUSTED_PROXIES to the networks of your proxies alone.',
      ),
    );
  }
  return checks;
}

/** All three or none: with some of them nothing can be pulled, and the operator believes that something is. */
function checkPulls(settings: Settings): Check[] {
  const missing = missingZoomSettings(settings);
  if (missing.length === 0) return [];
  return [
    warning(
      'pulls from Zoom',
      `nothing is pulled: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
      'Set all of ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or none; docs/pulls.md says how to make the app.',
    ),
  ];
}

function checkIssuer(settings: Settings): Check[] {
  const missing = missingOidcSettings(settings);
  if (missing.length > 0) {
    return [
      warning(
        'sign-in by OpenID Connect',
        `is off: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
        'Set OIDC_ISSUER, OIDC_CLIENT_ID and PUBLIC_URL, or neither of the first two; docs/operations.md says how.',
      ),
    ];
  }
  const issuer = oidcSettings(settings);
  if (issuer === null) return [];
  const byClaim = issuer.roleClaim !== null && issuer.roles.size > 0;
  if (!byClaim && issuer.defaultRole === null) {
    return [
      warning(
        'sign-in by OpenID Connect',
        'lets nobody new in: no role follows from what the issuer tells',
        'Set OIDC_ROLE_CLAIM and OIDC_ROLES, or OIDC_DEFAULT_ROLE.',
      ),
    ];
  }
  return [ok('sign-in by OpenID Connect', `register ${issuer.redirectUri} at the issuer`)];
}
