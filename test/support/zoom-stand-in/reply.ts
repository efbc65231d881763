/** What the stand-in answers, before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text as it is; nothing for 204. */
  readonly body?: unknown;
}
