/**
 * One line of a log as a sender would write it: the fields of the access event that docs/api fixes. What the log
 * source does not know is undefined, and absent from the JSON.
 */
export interface WireEvent {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly credential: string;
  /** Unique in a fleet; tells nothing about who made the call. */
  readonly id: string;
  readonly source_ip: string | undefined;
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly status: number;
  readonly request_bytes: number | undefined;
  readonly response_bytes: number | undefined;
  readonly user_agent: string | undefined;
  readonly duration_ms: number | undefined;
  readonly token_fingerprint: string | undefined;
  /** Epoch milliseconds. */
  readonly token_issued_at: number | undefined;
  readonly token_expires_at: number | undefined;
  readonly account_id: string;
  readonly source: string;
}

/** The truth about an event, kept beside it so that no detector can read it by accident. */
export interface LabelledEvent {
  readonly event: WireEvent;
  /** Null: the owner's own call. */
  readonly label: { readonly attack: string } | null;
}
