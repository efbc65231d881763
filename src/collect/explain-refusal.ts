import { StalePageToken, TokenRefused, ZoomProblem } from './zoom-problem.ts';

const WHERE = 'at marketplace.zoom.us under Manage, in the Server-to-Server OAuth app of ZOOM_CLIENT_ID';

/** What is asked for, for the words of a refusal. */
export interface Asked {
  /** `the sign-in report`. */
  readonly what: string;
  /** The granular scope that it needs; null: not published. */
  readonly scope: string | null;
  /** Whether a page token was sent. */
  readonly paged: boolean;
}

/** What a refusal (4xx but 429) of the API means. Codes: developers.zoom.us/docs/api/errors, and what was seen in the field. */
export function explainRefusal(status: number, body: Readonly<Record<string, unknown>>, asked: Asked): Error {
  const code = Number(body['code']);
  const text = typeof body['message'] === 'string' ? body['message'] : '';
  const scopes = scopesIn(text);
  if (code === 4711 || code === 4700 || scopes.length > 0) {
    // Zoom names the scopes that would do; any of them.
    const named = scopes.length > 0 ? scopes.join(' or ') : (asked.scope ?? 'that Zoom wants for it');
    return new ZoomProblem(
      'missing_scope',
      `Zoom does not give out ${asked.what}: the app lacks the scope ${named}. Add it ${WHERE}, on its Scopes page, then activate the app again.`,
    );
  }
  if (status === 401 || code === 124) return new TokenRefused('Zoom does not take the access token');
  if (status === 403 || code === 200 || /no permission/i.test(text)) {
    return new ZoomProblem(
      'no_permission',
      `Zoom does not give out ${asked.what}: the role of the app's owner must allow viewing Usage Reports, Sign In / Sign Out and Admin Activity Logs. Change it in the Zoom web portal under User Management, Roles.`,
    );
  }
  if (asked.paged && (status === 400 || status === 404)) return new StalePageToken();
  if (status === 404 || status === 405) {
    return new ZoomProblem(
      'not_offered',
      `Zoom does not offer ${asked.what} to this account (status ${status}). Plans differ; nothing else depends on it.`,
    );
  }
  return new ZoomProblem(
    'unexpected_answer',
    `Zoom refused the request for ${asked.what} (status ${status}${Number.isInteger(code) ? `, code ${code}` : ''}). If it stays so, report it with this text.`,
  );
}

/** What a refusal of the token endpoint means: ZPLUGIN's oauth-errors.md. */
export function explainTokenRefusal(status: number, body: Readonly<Record<string, unknown>>): ZoomProblem {
  const text = [body['reason'], body['error'], body['message']]
    .filter((part) => typeof part === 'string')
    .join(' ');
  const code = Number(body['errorCode'] ?? body['code']);
  if (code === 4717 || /disabled|deactivated/i.test(text)) {
    return new ZoomProblem('app_disabled', `Zoom says that the app is disabled. Activate it ${WHERE}.`);
  }
  if (code === 4735) {
    return new ZoomProblem(
      'app_disabled',
      'The owner of the app is no longer in the account. Make the app anew under a user who stays, and set ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.',
    );
  }
  return new ZoomProblem(
    'invalid_client',
    `Zoom gives no access token (status ${status}${Number.isInteger(code) ? `, code ${code}` : ''}): ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET do not belong together. Compare them with the app's page ${WHERE}; a secret that was rotated has to be set here, too.`,
  );
}

const SCOPE = /^[a-z][a-z_]*(?::[a-z_]+){1,4}$/;

/** The scopes that a message lists between its brackets: text from outside, so only what has the form of a scope. */
const scopesIn = (text: string): string[] =>
  (/scopes?:?\s*\[([^\]]{1,400})\]/i.exec(text)?.[1] ?? '')
    .split(/[\s,]+/)
    .filter((scope) => scope.length <= 80 && SCOPE.test(scope))
    .slice(0, 5);
