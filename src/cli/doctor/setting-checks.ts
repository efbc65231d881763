import type { Settings } from '../../config/settings.ts';
import { budgetInWords } from '../../core/budget-text.ts';
import { type Check, ok, warning } from './check.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Settings that are valid each, and what they mean together. */
export function checkSettings(settings: Settings): Check[] {
  return [
    ok('alert budget', budgetInWords(settings.alertBudget)),
    ...checkExposure(settings),
    ...checkPulls(settings),
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

function checkPulls(settings: Settings): Check[] {
  if (
    [settings.zoomAccountId, settings.zoomClientId, settings.zoomClientSecret].every(
      (value) => value === null,
    )
  ) {
    return [];
  }
  return [
    warning(
      'pulls from Zoom',
      'ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET are set, and this version does not pull from Zoom yet',
      'Unset them until a version that does: a secret that is not needed should not be here.',
    ),
  ];
}
