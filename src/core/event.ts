/**
 * One use of a Zoom credential, as an edge has read, redacted and normalised it. Everything after the edge
 * works on this shape only: what a log called a field, and every secret in it, is gone by then.
 */
export interface AccessEvent {
  /** Normalised identifier: API key, client id, SDK key, lower-case e-mail of a person, or `app:NAME`. */
  readonly credential: string;
  /** UUIDv5 of `credential`: file, service and replicas agree on it without a look-up. */
  readonly credentialId: string;
  /** 16 bytes in UUID form: hash of the sender's id, else of the stable fields (and an ordinal for line formats). */
  readonly eventId: string;
  /** The sender's own id, as sent. */
  readonly senderId: string | null;
  /** Epoch milliseconds, UTC. */
  readonly time: number;
  /** Canonical address (v4-mapped IPv6 becomes IPv4, no zone), or null when there was none that means a network. */
  readonly sourceIp: string | null;
  /** What the log said in place of an address (`AWS Internal`), for the reader; teaches nothing. */
  readonly sourceText: string | null;
  readonly method: string | null;
  readonly host: string | null;
  /** Without its query string, ids kept, secrets removed. */
  readonly path: string | null;
  /** `GET /users/{userId}/recordings`, `webhook user.created`, `admin user.update`: see core/operation.ts. */
  readonly operation: string | null;
  /** HTTP status, 100–599. */
  readonly status: number | null;
  readonly requestBytes: number | null;
  readonly responseBytes: number | null;
  readonly durationMs: number | null;
  readonly userAgent: string | null;
  /** Family of the user agent, without versions: `python-requests`. See core/client.ts. */
  readonly client: string | null;
  /** Zoom's `x-zm-trackingid`. */
  readonly trackingId: string | null;
  /** Keyed hash of the token (HMAC-SHA-256, 32 hex digits); never reversible. */
  readonly tokenFingerprint: string | null;
  /** Epoch milliseconds. */
  readonly tokenIssuedAt: number | null;
  /** Epoch milliseconds. */
  readonly tokenExpiresAt: number | null;
  readonly accountId: string | null;
  /** Name of the log source; default: the name of the key that sent it. */
  readonly source: string | null;
  readonly ratelimitType: string | null;
  readonly ratelimitCategory: string | null;
  readonly ratelimitLimit: number | null;
  readonly ratelimitRemaining: number | null;
  /**
   * Unknown fields, redacted and bounded; before them what the edge notes of the line: `unreadable` (optional fields that
   * made no sense, as sent) and `invalid_utf8`; and what it is a record of, when it is no call (`record_of`:
   * docs/decisions/0010-records-that-are-no-calls.md).
   */
  readonly extra: Readonly<Record<string, unknown>> | null;
  /** Autonomous system of the address, when the operator gave a database. */
  readonly asn: number | null;
  readonly asnName: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** Why a line was not accepted. Codes are part of the contract; the message says what to do. */
export type RejectionCode =
  | 'malformed_json'
  | 'malformed_line'
  | 'not_an_object'
  | 'unknown_format'
  | 'line_too_long'
  | 'invalid_encoding'
  | 'missing_field'
  | 'invalid_field'
  | 'invalid_time'
  | 'time_in_future'
  | 'too_old'
  | 'out_of_order'
  | 'credential_is_secret'
  | 'credential_not_allowed'
  | 'too_many_new_credentials'
  | 'refused_by_database';

/** A line that could not become an event. It is kept and counted, never dropped silently. */
export interface Rejection {
  /** 1-based number of the line, or of the array element. */
  readonly line: number;
  readonly code: RejectionCode;
  readonly message: string;
  /** Bytes of the line as received. */
  readonly length: number;
  /** SHA-256 of the line as received, hex. */
  readonly hash: string;
  /** At most 200 characters, after pattern redaction. */
  readonly excerpt: string;
}
