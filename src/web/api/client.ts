/** What the service said when it did not do what was asked: an RFC 9457 problem document, or that it was not there. */
export class ApiProblem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Stable name of the problem, such as `not_found`; `unreachable` when no answer came. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface ProblemDocument {
  readonly code?: string;
  readonly detail?: string;
}

let whenSignedOut = (): void => {};

/** What is done when an answer says that nobody is signed in (any more). */
export function onSignedOut(action: () => void): void {
  whenSignedOut = action;
}

/** Throws ApiProblem; an aborted request throws as fetch does. */
export async function get<T>(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return ask<T>(path, { ...(signal === undefined ? {} : { signal }) });
}

/** A change. The body is sent as JSON. Throws ApiProblem. */
export async function send<T = unknown>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  return ask<T>(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(0, 'unreachable', 'The service cannot be reached. What is shown may be old.');
  }
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The problem that a failed answer tells; signs out when the session has ended. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document: ProblemDocument = await response.json().catch(() => ({}));
  const problem = new ApiProblem(
    response.status,
    document.code ?? 'unexpected',
    document.detail ?? `The service answered ${response.status}.`,
  );
  if (problem.code === 'unauthorized') whenSignedOut();
  return problem;
}

/** `/v1/alerts?status=open&limit=50` from its parts; what is null, undefined or empty is left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') query.append(name, String(one));
    }
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
