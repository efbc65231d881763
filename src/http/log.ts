import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { redactText } from '../ingest/redact.ts';

/** Where log lines go: stderr unless a test wants to read them. */
export interface LogSink {
  write(line: string): void;
}

/** Options of Fastify's logger (pino): JSON lines that hold no header, no query string, no body. */
export function loggerOptions(level: string, sink: LogSink): object {
  return {
    level,
    stream: sink,
    base: { pid: process.pid },
    serializers: { req: describeRequest, res: describeReply, err: describeError },
    // Nothing of ours logs headers; this is for what a library might.
    redact: ['*.authorization', '*.headers', 'headers', 'authorization', '*.connectionString', '*.password'],
  };
}

/** One line a request, at its end; probes, and deliveries of which metrics tell, only when they fail. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = {
      req: request,
      res: reply,
      caller: request.caller?.id ?? null,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (error) request.log.error({ ...line, err: error }, 'request failed');
    else if (reply.statusCode < 400 && QUIET.has(request.routeOptions.url ?? ''))
      request.log.debug(line, 'request');
    else request.log.info(line, 'request');
  }
}

const QUIET = new Set(['/healthz', '/readyz', '/metrics', '/v1/webhooks/zoom', '/v1/webhooks/zoom/:app']);

/** The path without its query string, where people put tokens, and redacted, as they put them in paths too. */
function describeRequest(request: FastifyRequest): object {
  const [path = ''] = request.url.split('?', 1);
  return { method: request.method, path: redactText(path.slice(0, 300)), from: request.ip };
}

function describeReply(reply: FastifyReply): object {
  return { status: reply.statusCode };
}

/** Name, code, text and stack; never the other properties, in which database errors carry the rows concerned. */
function describeError(error: Error & { code?: unknown }): object {
  return {
    type: error.name,
    code: typeof error.code === 'string' ? error.code : undefined,
    message: redactText(error.message),
    stack: (error.stack ?? '').split('\n').map(redactText).join('\n'),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}
