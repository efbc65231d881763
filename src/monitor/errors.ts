/** More is coming in than can be made durable: nothing of this request was stored, send it again later. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly code = 'overloaded';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(
      'More events are waiting than this service can hold; nothing of this part was stored. Send it again.',
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The database cannot be reached or is full: nothing of this request was acknowledged, send it again later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'database_unavailable';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, cause: unknown) {
    super('The database cannot store events at the moment; nothing was acknowledged. Send it again.', {
      cause,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
