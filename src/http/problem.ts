import { Type } from 'typebox';

/** Every problem the API can answer, by its stable code (RFC 9457): status, and a title that never varies. */
export const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  invalid_cursor: [400, 'The cursor is not one of ours'],
  malformed_json: [400, 'The body is not JSON'],
  malformed_gzip: [400, 'The body is not gzip'],
  incomplete_body: [400, 'The body is not complete'],
  empty_body: [400, 'The body is empty'],
  unauthorized: [401, 'A valid key or session is needed'],
  sign_in_failed: [401, 'The e-mail address and the password do not go together'],
  bad_signature: [401, 'The signature does not fit'],
  forbidden: [403, 'The caller may not do this'],
  cross_origin: [403, 'The request comes from another site'],
  not_found: [404, 'There is nothing here'],
  request_timeout: [408, 'The request took too long to arrive'],
  too_many_expectations: [409, 'There are as many entries as there may be'],
  already_set_up: [409, 'There are users already'],
  last_admin: [409, 'Nobody would be left to admit others'],
  email_taken: [409, 'Somebody else has this e-mail address'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body is of a type that is not read here'],
  contradictory: [422, 'The values do not go together'],
  password_refused: [422, 'Choose another password'],
  rate_limited: [429, 'Too many requests'],
  backtest_running: [429, 'Another backtest runs'],
  headers_too_large: [431, 'The headers are too large'],
  internal_error: [500, 'Something failed here'],
  overloaded: [503, 'Too busy at the moment'],
  database_unavailable: [503, 'The database cannot be used at the moment'],
  query_too_slow: [503, 'The query took too long'],
  webhook_not_configured: [503, 'No secret token is configured'],
  not_ready: [503, 'Not ready to serve'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An answer other than success. `detail` is for the caller: what failed, what was kept, what to do; no secrets. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.statusCode = PROBLEMS[code][0];
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

/** The document itself. `type` is a name, not an address: the codes are explained in docs/api.md. */
export function problemDocument(problem: HttpProblem, requestId: string): Record<string, unknown> {
  return {
    ...problem.members,
    type: `urn:zoom-usage-monitor:problem:${problem.code}`,
    title: PROBLEMS[problem.code][1],
    status: problem.statusCode,
    detail: problem.message,
    code: problem.code,
    instance: `urn:uuid:${requestId}`,
  };
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Shared by every route, so that it is described once. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'urn:zoom-usage-monitor:problem:CODE' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What failed, what was kept and what to do' }),
    code: Type.String({ description: 'Stable; programs decide by it' }),
    instance: Type.String({ description: 'The request, as the log names it' }),
  },
  { $id: 'Problem', additionalProperties: true, description: 'RFC 9457' },
);

/** Response schemas for the problems of a route with a key: `response: { 200: …, ...problems(404) }`. */
export const problems = (...statuses: number[]): Record<number, object> =>
  onlyProblems(400, 401, 403, 429, 500, 503, ...statuses);

/** The same for exactly these statuses. */
export const onlyProblems = (...statuses: number[]): Record<number, object> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: titleOf(status), content: { [PROBLEM_TYPE]: { schema: { $ref: 'Problem#' } } } },
    ]),
  );

/** Titles of the codes that share the status, for the API description. */
function titleOf(status: number): string {
  const titles = Object.values(PROBLEMS).filter(([of]) => of === status);
  return titles.map(([, title]) => title).join('; ');
}
