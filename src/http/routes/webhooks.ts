import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Rejection } from '../../core/event.ts';
import { SECOND } from '../../core/time.ts';
import { keptSince } from '../../ingest/kept-since.ts';
import { answerUrlValidation } from '../../ingest/zoom-signature.ts';
import { type WebhookReading, webhookToEvent } from '../../ingest/zoom-webhook.ts';
import { firstArrivalOf } from '../../store/queries/first-arrivals.ts';
import { recordRejections } from '../../store/queries/rejections.ts';
import { rejectEvent } from '../event-intake.ts';
import type { DeliveryOutcome } from '../metrics.ts';
import { HttpProblem, onlyProblems } from '../problem.ts';
import type { Services } from '../services.ts';
import { readDelivery, tokensFor } from '../signed-delivery.ts';

/** Zoom waits 3 s for an answer (developers.zoom.us/blog/webhook-delays), of which a little is under way. */
const DEADLINE = 2.5 * SECOND;

const Answer = Type.Object({
  status: Type.Optional(Type.Enum(['accepted', 'duplicate', 'kept'])),
  plainToken: Type.Optional(Type.String()),
  encryptedToken: Type.Optional(Type.String()),
});
type Answer = Type.Static<typeof Answer>;

interface Delivery {
  readonly app: string | null;
  readonly secret: string;
  readonly body: Buffer | null;
}

/**
 * Deliveries from Zoom. What we answer with 4xx Zoom never sends again, so only a bad signature gets one; whatever is
 * our own fault gets 503, and Zoom comes back after 5, 25 and 85 minutes.
 */
export const webhookRoutes =
  ({ store, monitor, settings, metrics, notices, geo, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const count = (outcome: DeliveryOutcome): void => metrics.deliveries.inc({ outcome });

    app.addHook('onRequest', async (request, reply) => {
      // The bytes count, whatever their type is called.
      request.raw.headers['content-type'] = 'application/octet-stream';
      reply.header('x-content-type-options', 'nosniff');
    });
    app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));

    const schema = {
      summary: 'Deliveries of Zoom, and its validation of this address',
      description: 'Signed with the secret token of the app over the raw bytes, at most 24 hours ago.',
      response: { 200: Answer, ...onlyProblems(401, 500, 503) },
    };
    const config = { access: 'signature', rateLimit: false } as const;
    // Headers for browsers, made anew for each answer, would cost a twentieth of a delivery.
    const helmet = false;
    app.post('/v1/webhooks/zoom', { config, helmet, schema }, (request) => answer(request, null));
    app.post(
      '/v1/webhooks/zoom/:app',
      { config, helmet, schema: { ...schema, params: Type.Object({ app: Type.String() }) } },
      (request) => answer(request, request.params.app),
    );

    async function answer(request: FastifyRequest, name: string | null): Promise<Answer> {
      const began = performance.now();
      const delivery = await verify(request, name);
      const source = sourceOf(delivery.app);
      if (delivery.body === null) {
        count('oversized');
        notices.add(
          'webhook_too_large',
          source,
          'A delivery larger than 4 MiB was not read. Its signature was good.',
        );
        return { status: 'kept' };
      }
      const work = take(request, { ...delivery, body: delivery.body }, source);
      return withinDeadline(request, work, DEADLINE - (performance.now() - began));
    }

    async function verify(request: FastifyRequest, name: string | null): Promise<Delivery> {
      const tokens = tokensFor(name, settings.webhookTokens);
      if (tokens.length === 0) {
        count('not_configured');
        notices.add('webhook_not_configured', 'zoom-webhook', NOT_CONFIGURED);
        throw new HttpProblem('webhook_not_configured', NOT_CONFIGURED, {
          headers: { 'retry-after': '300' },
        });
      }
      const { check, body } = await readDelivery(request.raw, tokens, now());
      if (!check.ok) {
        count('bad_signature');
        const [kind, message] = REFUSALS[check.problem];
        // Only names from the settings have a notice of their own: anybody can make up others.
        notices.add(kind, sourceOf(tokens[0]!.app === name ? name : null), message);
        throw new HttpProblem('bad_signature', message);
      }
      const signer = tokens[check.secret]!;
      return { app: signer.app ?? name, secret: signer.token, body };
    }

    async function take(
      request: FastifyRequest,
      delivery: Delivery & { body: Buffer },
      source: string,
    ): Promise<Answer> {
      const reading = await read(request, delivery, source);
      switch (reading.kind) {
        case 'url_validation': {
          const validation = answerUrlValidation(reading.plainToken, delivery.secret);
          if (validation === null)
            throw new HttpProblem('bad_signature', 'The token to validate is not one of Zoom.');
          count('url_validation');
          return validation;
        }
        case 'rejected':
          return keep(reading.rejection, source);
        case 'event': {
          const [outcome] = await monitor.accept([reading.event], 'small', { sender: source });
          if (outcome?.kind === 'rejected') {
            return keep(rejectEvent(1, reading.event, outcome.code, outcome.message), source);
          }
          const status = outcome?.kind === 'duplicate' ? 'duplicate' : 'accepted';
          count(status);
          return { status };
        }
      }
    }

    async function read(
      request: FastifyRequest,
      { app: name, body }: Delivery & { body: Buffer },
      source: string,
    ): Promise<Exclude<WebhookReading, { kind: 'needs_first_arrival' }>> {
      const options = {
        app: name,
        clientIdHeader: single(request.headers['clientid']),
        trackingId: single(request.headers['x-zm-trackingid']),
        source,
        now: now(),
        notBefore: keptSince(settings.retentionDays, now()),
        geo,
      };
      const reading = webhookToEvent(body, options);
      if (reading.kind !== 'needs_first_arrival') return reading;
      const firstArrival = await firstArrivalOf(store, reading.bodyHash, now());
      const again = webhookToEvent(body, { ...options, firstArrival });
      if (again.kind === 'needs_first_arrival')
        throw new Error('a delivery with a first arrival still has no time');
      return again;
    }

    /** A signed delivery that makes no event is kept as a rejected line; Zoom is not to send it again. */
    async function keep(rejection: Rejection, source: string): Promise<Answer> {
      const counts = new Map([[rejection.code, 1]]);
      await recordRejections(store, { source, counts, samples: [rejection] }, now());
      count('rejected');
      return { status: 'kept' };
    }

    /** The work goes on after the deadline: what Zoom sends again is then a duplicate. */
    async function withinDeadline<T>(request: FastifyRequest, work: Promise<T>, ms: number): Promise<T> {
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(late()), Math.max(0, ms));
      });
      try {
        return await Promise.race([work, deadline]);
      } catch (error) {
        if (error instanceof HttpProblem && error.code === 'overloaded') {
          work.catch((failure: unknown) =>
            request.log.error({ err: failure }, 'a delivery failed after its deadline'),
          );
        }
        if (!(error instanceof HttpProblem && error.code === 'bad_signature')) count('unavailable');
        throw error;
      } finally {
        clearTimeout(timer);
      }
    }
  };

/** How deliveries of an app are called as a log source. */
const sourceOf = (app: string | null): string => (app === null ? 'zoom-webhook' : `zoom-webhook/${app}`);

const NOT_CONFIGURED =
  'There is no secret token for this app. Set ZOOM_WEBHOOK_SECRET_TOKEN to TOKEN, or to APP=TOKEN for several apps.';

const REFUSALS = {
  malformed: ['bad_signature', 'The delivery has no signature of Zoom. Nothing was kept.'],
  bad_signature: [
    'bad_signature',
    'The signature fits no secret token that is configured. Nothing was kept.',
  ],
  stale: [
    'clock_skew',
    'The signature is older than 24 hours. Nothing was kept. Is the clock of this machine right?',
  ],
  future: [
    'clock_skew',
    'The signature is ahead of this clock. Nothing was kept. Is the clock of this machine right?',
  ],
} as const;

const late = (): HttpProblem =>
  new HttpProblem('overloaded', 'The delivery could not be stored in time. Send it again.', {
    headers: { 'retry-after': '60' },
  });

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
