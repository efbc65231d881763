import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessError } from '../access/errors.ts';
import { redactText } from '../ingest/redact.ts';
import { DatabaseUnavailableError, OverloadedError } from '../monitor/errors.ts';
import { ContradictoryDecisionError, TooManyExpectationsError } from '../respond/errors.ts';
import { isConnectionLoss, sqlStateOf } from '../store/sql-state.ts';
import { HttpProblem, PROBLEM_TYPE, type ProblemCode, problemDocument } from './problem.ts';

/** Sends every error as a problem document. What went wrong in here is logged and never told. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = unknownParameters(error, request) ?? problemOf(error);
  if (problem.statusCode >= 500) request.log.error({ err: error }, problem.message);
  return sendProblem(problem, request, reply);
}

function sendProblem(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(problem.statusCode)
    .headers({ 'x-request-id': request.id, ...problem.headers })
    .type(PROBLEM_TYPE)
    .send(problemDocument(problem, request.id));
}

/** The problem that an error stands for. */
function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (!(error instanceof Error)) return internal(error);
  if (error instanceof ContradictoryDecisionError || error instanceof TooManyExpectationsError)
    return new HttpProblem(error.code, error.message, { cause: error });
  if (error instanceof AccessError) return accessProblem(error);
  return validationProblem(error) ?? unavailableProblem(error) ?? frameworkProblem(error) ?? internal(error);
}

function accessProblem(error: AccessError): HttpProblem {
  if (error.code === 'overloaded') return unavailable('overloaded', error.message, 3, error);
  return new HttpProblem(error.code === 'invalid_person' ? 'invalid_request' : error.code, error.message, {
    cause: error,
  });
}

/** Names every query parameter that the route does not have, where the validator stops at the first. */
function unknownParameters(error: unknown, request: FastifyRequest): HttpProblem | null {
  if (!(error instanceof Error && 'validationContext' in error)) return null;
  const schema: { querystring?: unknown } = request.routeOptions.schema ?? {};
  const { properties } = (schema.querystring ?? {}) as { properties?: object };
  if (error.validationContext !== 'querystring' || properties === undefined) return null;
  const unknown = Object.keys(request.query ?? {}).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length === 0) return null;
  const names = unknown.slice(0, 5).map((name) => `"${redactText(name.slice(0, 100))}"`);
  return new HttpProblem(
    'invalid_request',
    `There is no query parameter ${names.join(', ')} here. Known are: ${Object.keys(properties).join(', ') || 'none'}.`,
    { members: { field: redactText((unknown[0] ?? '').slice(0, 100)) } },
  );
}

/** Names the field, as a program and a person can act on. */
function validationProblem(error: Error & Partial<FastifyError>): HttpProblem | null {
  const failed = error.validation?.[0];
  if (failed === undefined) return null;
  const { additionalProperty, missingProperty, allowedValues } = failed.params;
  const place = PLACES[error.validationContext ?? ''] ?? 'request';
  // One value of a parameter that may be repeated is still that parameter.
  const path = failed.instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replace(error.validationContext === 'querystring' ? /\.\d+$/ : /^$/, '');
  if (typeof additionalProperty === 'string') {
    const field = join(path, redactText(additionalProperty.slice(0, 100)));
    return fieldProblem(field, `The ${place} has no "${field}".`);
  }
  if (typeof missingProperty === 'string') {
    const field = join(path, missingProperty);
    return fieldProblem(field, `The ${place} lacks "${field}".`);
  }
  if (path === '')
    return new HttpProblem('invalid_request', `The ${place} ${failed.message ?? 'is not valid'}.`);
  const choice = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return fieldProblem(path, `"${path}" in the ${place} ${failed.message ?? 'is not valid'}${choice}.`);
}

const PLACES: Readonly<Record<string, string>> = {
  querystring: 'query string',
  params: 'path',
  body: 'body',
  headers: 'headers',
};

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const fieldProblem = (field: string, detail: string): HttpProblem =>
  new HttpProblem('invalid_request', detail, { members: { field } });

/** Errors of the monitor and the database that pass by themselves: the caller is to come back. */
function unavailableProblem(error: Error): HttpProblem | null {
  if (error instanceof OverloadedError || error instanceof DatabaseUnavailableError) {
    return unavailable(error.code, error.message, error.retryAfterSeconds, error);
  }
  if (sqlStateOf(error) === '57014') {
    const advice = 'Nothing was changed. Ask for a shorter range of time, or name a credential.';
    return unavailable(
      'query_too_slow',
      `The database ended the query because it ran too long. ${advice}`,
      30,
      error,
    );
  }
  if (isConnectionLoss(error) || SERVER_AT_FAULT.test(sqlStateOf(error) ?? '')) {
    const detail =
      'The database cannot be used at the moment. Nothing was acknowledged. Send the request again.';
    return unavailable('database_unavailable', detail, 5, error);
  }
  return null;
}

/** SQLSTATE classes for a server that cannot work now: connection, resources (disk full), operator, system error. */
const SERVER_AT_FAULT = /^(08|53|57|58)/;

function unavailable(code: ProblemCode, detail: string, seconds: number, cause: Error): HttpProblem {
  return new HttpProblem(code, detail, { headers: { 'retry-after': String(seconds) }, cause });
}

/** Fastify's own errors, by their code; their messages may repeat what was sent, so they are not passed on. */
function frameworkProblem(error: Error & Partial<FastifyError>): HttpProblem | null {
  const known = FRAMEWORK[error.code ?? ''];
  if (known !== undefined) return new HttpProblem(...known, { cause: error });
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500
    ? new HttpProblem('invalid_request', 'The request could not be read.', { cause: error })
    : null;
}

const NOT_A_TYPE =
  'The Content-Type is missing or is not read here. This route reads the types that /openapi.json lists for it.';

const FRAMEWORK: Readonly<Record<string, [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', NOT_A_TYPE],
  FST_ERR_CTP_INVALID_TYPE: ['unsupported_media_type', NOT_A_TYPE],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'body_too_large',
    'The body is larger than this route takes. Nothing was kept.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_json', 'The body is not valid JSON. Nothing was kept.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['empty_body', 'The body is empty. Nothing was kept.'],
  FST_ERR_BAD_URL: ['invalid_request', 'The address cannot be decoded: check its percent-encoding.'],
};

const internal = (cause: unknown): HttpProblem =>
  new HttpProblem(
    'internal_error',
    'An unexpected error, which the log explains under the number in "instance".',
    {
      cause,
    },
  );

/** For what is no HTTP request, or stopped being one before a route was found: written to the bare connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = BROKEN[error.code ?? ''] ?? ['invalid_request', 'This is not an HTTP/1.1 request.'];
  const problem = new HttpProblem(code, detail);
  const body = JSON.stringify(problemDocument(problem, randomUUID()));
  const head = [
    `HTTP/1.1 ${problem.statusCode} ${STATUS_CODES[problem.statusCode]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const BROKEN: Readonly<Record<string, [ProblemCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time. Send it again.'],
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers are larger than 16 KiB.'],
};
