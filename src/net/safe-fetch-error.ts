export type SafeFetchErrorCode =
  | 'url_not_allowed'
  | 'address_not_allowed'
  | 'name_not_resolved'
  | 'timed_out'
  | 'connection_failed'
  | 'response_too_large';

/**
 * Why a request was not made or not answered. The message never holds the path or the query of the URL, which may
 * be a secret (a Slack webhook is one), and no cause is attached, since it might.
 */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly code: SafeFetchErrorCode;
  /** Status of the response, when the failure came after it. */
  readonly status: number | undefined;

  constructor(code: SafeFetchErrorCode, message: string, status?: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Codes are ours or the system's (`ECONNREFUSED`, `UND_ERR_SOCKET`); messages might quote the URL. */
export function codeOf(error: unknown): string {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
