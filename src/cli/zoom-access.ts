import type { ZoomAccess } from '../collect/client.ts';
import type { Settings } from '../config/settings.ts';

/** What the settings say of the app that pulls; null when it is not set up, or not wholly. */
export function zoomAccess(settings: Settings): ZoomAccess | null {
  const { zoomAccountId: accountId, zoomClientId: clientId, zoomClientSecret: clientSecret } = settings;
  if (accountId === null || clientId === null || clientSecret === null) return null;
  return { accountId, clientId, clientSecret, apiUrl: settings.zoomApiUrl, oauthUrl: settings.zoomOauthUrl };
}

/** Names of the settings that are not there while others are; empty when all are there, or none. */
export function missingZoomSettings(settings: Settings): string[] {
  const given = {
    ZOOM_ACCOUNT_ID: settings.zoomAccountId,
    ZOOM_CLIENT_ID: settings.zoomClientId,
    ZOOM_CLIENT_SECRET: settings.zoomClientSecret,
  };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === null ? [name] : []));
  return missing.length === Object.keys(given).length ? [] : missing;
}
