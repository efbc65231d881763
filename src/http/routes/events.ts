import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SECOND } from '../../core/time.ts';
import type { ByteStream } from '../../ingest/bytes.ts';
import { DecompressionError, gunzip } from '../../ingest/gunzip.ts';
import { keptSince } from '../../ingest/kept-since.ts';
import { type ReaderOptions, readEvents } from '../../ingest/read-stream.ts';
import { parseFieldMap, ReaderOptionsError } from '../../ingest/readers/field-map.ts';
import { READABLE_FORMATS } from '../../ingest/readers/registry.ts';
import { redactText } from '../../ingest/redact.ts';
import { recordRejections } from '../../store/queries/rejections.ts';
import type { Caller } from '../caller.ts';
import { matcherOf } from '../credential-pattern.ts';
import { type Sender, takeIn } from '../event-intake.ts';
import { IntakeGate } from '../intake-gate.ts';
import { HttpProblem, problems } from '../problem.ts';
import { asJsonElements, receive, watchContent } from '../request-body.ts';
import { invalid, query } from '../schemas.ts';
import type { Services } from '../services.ts';
import { Tally } from '../tally.ts';
import { inTurns, Turn } from '../turns.ts';

const MiB = 1024 * 1024;
const WIRE = { maxBytes: 64 * MiB, maxPause: 30 * SECOND };
const UNPACKED = { maxBytes: 512 * MiB };
/** Bytes of a request that is read at once, as it were. */
const SMALL = 64 * 1024;
/** What is read at once; those that wait are a chunk of some 64 kB each, and what the sockets' buffers hold. */
const LARGE_GATE = { running: 8, waiting: 256 } as const;
const SMALL_GATE = { running: 64, waiting: 1_024 } as const;
/** New credentials an hour, where the key does not say otherwise. */
const NEW_CREDENTIALS = 1_000;

const EventQuery = query({
  format: Type.Optional(Type.Enum(READABLE_FORMATS, { default: 'auto' })),
  credential: Type.Optional(
    Type.String({ minLength: 1, maxLength: 256, description: 'For lines that name no credential' }),
  ),
  map: Type.Optional(
    Type.Union(
      [Type.String({ maxLength: 200 }), Type.Array(Type.String({ maxLength: 200 }), { maxItems: 30 })],
      {
        description: '`FIELD=NAME`: the log calls the field NAME. May be repeated',
      },
    ),
  ),
  source: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Name of the log source; default: the name of the key',
    }),
  ),
});

const Counts = Type.Object({
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  rejected: Type.Integer(),
  errors: Type.Array(
    Type.Object({
      line: Type.Integer({ description: '1-based; of an array: the element' }),
      code: Type.String(),
      message: Type.String(),
    }),
    { description: 'The first 100' },
  ),
  warnings: Type.Optional(
    Type.Object(
      { unreadable_field: Type.Integer(), invalid_utf8: Type.Integer() },
      {
        description: 'Lines that became events all the same, with a note in `extra`; only when there are any',
      },
    ),
  ),
});

/** Events in. The answer comes after the commit: what it counts as accepted is stored and scored. */
export const eventRoutes =
  ({ store, monitor, settings, metrics, geo, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const gates = { small: new IntakeGate(SMALL_GATE), large: new IntakeGate(LARGE_GATE) };
    /** Small requests do not queue behind large ones; one that does not say how large it is counts as large. */
    const gateFor = ({ headers }: FastifyRequest): IntakeGate =>
      Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= SMALL ? gates.small : gates.large;

    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      ['application/x-ndjson', 'application/json', 'text/plain'],
      (_request, body, done) => done(null, body),
    );

    app.post(
      '/v1/events',
      {
        config: { access: 'ingest' },
        schema: {
          summary: 'Send access events',
          description:
            'Bad lines do not spoil good ones: they are counted, and the first are named. Sending the same again ' +
            'stores nothing twice. After 413, and after 400 with counts, what is counted as accepted stays stored.',
          querystring: EventQuery,
          response: { 200: Counts, ...problems(408, 413, 415) },
        },
      },
      async (request, reply) => {
        const caller = request.caller!;
        const { map, credential, format = 'auto' } = request.query;
        const source = sourceOf(caller, request.query.source);
        const turn = new Turn(gateFor(request), caller.id, goneOf(reply));
        const body = watchContent(bytesOf(request, turn));
        const options: ReaderOptions = {
          format,
          credential,
          map: map === undefined ? undefined : parseMap([map].flat()),
          source,
          fingerprintKey: settings.fingerprintKey,
          now: now(),
          notBefore: keptSince(settings.retentionDays, now()),
          geo,
        };
        const tally = new Tally();
        const broken = await readAll(body.bytes, options, senderOf(caller), tally).finally(() =>
          turn.giveUp(),
        );
        await recordRejections(store, tally.rejectedLines(source), now());
        for (const outcome of ['accepted', 'duplicate', 'rejected'] as const) {
          metrics.lines.inc({ outcome }, tally[outcome]);
        }
        for (const kind of ['unreadable_field', 'invalid_utf8'] as const) {
          metrics.warnings.inc({ kind }, tally.warnings[kind]);
        }
        const answer = tally.toAnswer();
        if (broken !== null) throw withCounts(broken, answer);
        if (!body.hasContent()) throw new HttpProblem('empty_body', 'The body is empty. Nothing was kept.');
        if (isJson(request) && tally.isBrokenJson) {
          const detail = 'The body is not valid JSON to its end. What could be read of it was kept.';
          throw new HttpProblem('malformed_json', detail, { members: answer });
        }
        return answer;
      },
    );

    /** Null when the body was read to its end, else what is wrong with it. */
    async function readAll(
      bytes: ByteStream,
      options: ReaderOptions,
      sender: Sender,
      tally: Tally,
    ): Promise<HttpProblem | null> {
      try {
        await takeIn(readEvents(bytes, options), sender, monitor, tally);
        return null;
      } catch (error) {
        const problem = bodyProblem(error);
        if (problem === null) throw error;
        return problem;
      }
    }
  };

function bytesOf(request: FastifyRequest, turn: Turn): ByteStream {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (!['gzip', 'x-gzip', 'identity', ''].includes(encoding)) {
    throw new HttpProblem(
      'unsupported_media_type',
      'Of content encodings only gzip is read. Nothing was kept.',
      {
        headers: { 'accept-encoding': 'gzip, identity' },
      },
    );
  }
  const received = inTurns(receive(request.raw, WIRE), turn);
  const plain = encoding.endsWith('gzip') ? gunzip(received, UNPACKED) : received;
  return isJson(request) ? asJsonElements(plain) : plain;
}

/** Aborted when the sender goes away before it is answered. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort(new HttpProblem('incomplete_body', 'The sender has gone.')));
  return gone.signal;
}

const isJson = (request: FastifyRequest): boolean =>
  /^application\/json\b/i.test(request.headers['content-type'] ?? '');

/** A key that is tied to a source speaks for that one alone. */
function sourceOf(caller: Caller, wanted: string | undefined): string {
  if (caller.source === null) return redactText(wanted ?? caller.name);
  if (wanted === undefined || wanted === caller.source) return caller.source;
  throw new HttpProblem(
    'forbidden',
    `The key "${caller.name}" is tied to the source "${caller.source}": leave "source" out. Nothing was kept.`,
  );
}

const senderOf = (caller: Caller): Sender => ({
  options: { sender: caller.id, newCredentialsPerHour: caller.newCredentialsPerHour ?? NEW_CREDENTIALS },
  source: caller.source,
  mayReport: caller.credentialPattern === null ? () => true : matcherOf(caller.credentialPattern),
});

function parseMap(texts: readonly string[]): ReaderOptions['map'] {
  try {
    return parseFieldMap(texts);
  } catch (error) {
    throw error instanceof ReaderOptionsError ? invalid('map', error.message) : error;
  }
}

/** What is wrong with what was sent; null when it is we who failed. */
function bodyProblem(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ReaderOptionsError) {
    return invalid(error.code === 'invalid_credential' ? 'credential' : 'format', error.message);
  }
  if (!(error instanceof DecompressionError)) return null;
  const code = error.code === 'decompressed_too_large' ? 'body_too_large' : 'malformed_gzip';
  return new HttpProblem(code, `${sentence(error.message)}.`, { cause: error });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same problem with what became of the lines before it. */
function withCounts(problem: HttpProblem, answer: ReturnType<Tally['toAnswer']>): HttpProblem {
  const { accepted, duplicate, rejected } = answer;
  if (accepted + duplicate + rejected === 0) {
    return new HttpProblem(problem.code, `${problem.message} Nothing was kept.`, {
      headers: problem.headers,
      members: { ...problem.members, ...answer },
      cause: problem.cause,
    });
  }
  const kept = `Before that, ${accepted} lines were accepted and stay stored; sending them again does no harm.`;
  return new HttpProblem(problem.code, `${problem.message} ${kept}`, {
    headers: problem.headers,
    members: { ...problem.members, ...answer },
    cause: problem.cause,
  });
}
