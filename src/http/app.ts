import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import { MINUTE, SECOND } from '../core/time.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Store } from '../store/store.ts';
import { authorize, createAuthenticator } from './auth.ts';
import { answerBrokenRequest, sendError } from './error-handler.ts';
import { closeIdleConnections } from './idle-connections.ts';
import { type LogSink, loggerOptions, RequestLog } from './log.ts';
import { createMetrics, measureRequests } from './metrics.ts';
import { createNoticeCounter } from './notice-counter.ts';
import { collectApiDescription } from './openapi.ts';
import { PAGES_FOLDER } from './pages-folder.ts';
import { HttpProblem, ProblemSchema } from './problem.ts';
import { limitAttempts, limitRequests } from './rate-limits.ts';
import { alertContextRoutes } from './routes/alert-context.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { backtestRoutes } from './routes/backtests.ts';
import { budgetRoutes } from './routes/budget.ts';
import { coverageRoutes } from './routes/coverage.ts';
import { credentialContextRoutes } from './routes/credential-context.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { eventRoutes } from './routes/events.ts';
import { expectationRoutes } from './routes/expectations.ts';
import { keyRoutes } from './routes/keys.ts';
import { noticeRoutes } from './routes/notices.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { operationRoutes } from './routes/operations.ts';
import { overviewRoutes } from './routes/overview.ts';
import { pageRoutes } from './routes/pages.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionListRoutes } from './routes/sessions.ts';
import { settingRoutes } from './routes/settings.ts';
import { sourceRoutes } from './routes/sources.ts';
import { streamRoutes } from './routes/stream.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { timelineHistogramRoutes } from './routes/timeline-histogram.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { zoomAppRoutes } from './routes/zoom-apps.ts';
import { CONTENT_SECURITY_POLICY, securityHeaders } from './security-headers.ts';
import type { HttpSettings, Services } from './services.ts';
import { keepCookies } from './session-cookie.ts';

export interface AppOptions {
  readonly store: Store;
  readonly monitor: Monitor;
  readonly settings: HttpSettings;
  /** Who owns an address (enrich/). */
  readonly geo?: Services['geo'];
  readonly described?: Services['described'];
  readonly slack?: Services['slack'];
  /** Signing in by way of an OpenID Connect issuer. */
  readonly oidc?: Services['oidc'];
  /** Epoch milliseconds; a test may bring its own clock. */
  readonly now?: () => number;
  /** Where log lines go; stderr by default. */
  readonly logSink?: LogSink;
}

/** A 64 MiB body over a slow line, with the pauses that a busy database makes; idle bodies end sooner. */
const REQUEST_TIMEOUT = 10 * MINUTE;
const HEADERS_TIMEOUT = 15 * SECOND;

/**
 * The HTTP edge, ready to listen. Closing it lets running requests end; the store and the monitor are the
 * caller's, and must be closed after it.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { store, monitor, settings, now = Date.now } = options;
  const app = Fastify({
    logger: loggerOptions(settings.logLevel, options.logSink ?? process.stderr),
    logController: new RequestLog(),
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT },
    bodyLimit: 64 * 1024,
    // Only what a listed proxy says of the client counts: its address is evidence.
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    // A request that comes while we close is one more to end, not one to refuse.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1_300 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array' } },
    frameworkErrors: sendError,
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(sendError);
  app.addSchema(ProblemSchema);
  app.decorateRequest('caller', null);
  await app.register(helmet, securityHeaders(settings.publicUrl));
  const cookies = await keepCookies(app, settings.publicUrl);
  await collectApiDescription(app);

  const metrics = createMetrics();
  measureRequests(app, metrics);

  // First who calls, then whether the route is theirs, then whether they call too often: the limit is by key.
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-request-id': request.id,
    });
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'none' || access === 'signature') return;
    request.caller = await auth.identify(request);
    authorize(request.caller, access);
  });
  await limitRequests(app, settings.rateLimitMax);
  const auth = createAuthenticator(store, {
    adminKey: settings.adminKey,
    publicUrl: settings.publicUrl,
    cookies,
    now,
    attempts: limitAttempts(app, settings.rateLimitMax),
  });
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`the route ${route.url} does not say who may call it`);
  });

  // Guessing addresses costs as much as calling them.
  const preHandler = settings.rateLimitMax === 0 ? [] : [app.rateLimit()];
  app.setNotFoundHandler({ preHandler }, async () => {
    throw new HttpProblem(
      'not_found',
      'There is no such route. GET /openapi.json describes those that there are.',
    );
  });

  const notices = createNoticeCounter(store, (error) =>
    app.log.error({ err: error }, 'a notice could not be stored'),
  );
  const services: Services = {
    store,
    monitor,
    settings,
    auth,
    cookies,
    metrics,
    notices,
    geo: options.geo,
    now,
    oidc: options.oidc ?? null,
    described: options.described ?? [],
    slack: options.slack ?? {},
  };
  await app.register(eventRoutes(services));
  await app.register(webhookRoutes(services));
  await app.register(overviewRoutes(services));
  await app.register(alertRoutes(services));
  await app.register(alertContextRoutes(services));
  await app.register(credentialRoutes(services));
  await app.register(credentialContextRoutes(services));
  await app.register(expectationRoutes(services));
  await app.register(backtestRoutes(services));
  await app.register(budgetRoutes(services));
  await app.register(timelineRoutes(services));
  await app.register(timelineHistogramRoutes(services));
  await app.register(noticeRoutes(services));
  await app.register(coverageRoutes(services));
  await app.register(zoomAppRoutes(services));
  await app.register(keyRoutes(services));
  await app.register(auditRoutes(services));
  await app.register(sourceRoutes(services));
  await app.register(settingRoutes(services));
  await app.register(sessionRoutes(services));
  await app.register(sessionListRoutes(services));
  await app.register(userRoutes(services));
  await app.register(oidcRoutes(services));
  await app.register(streamRoutes(services));
  await app.register(operationRoutes(services));
  await app.register(pageRoutes(PAGES_FOLDER));
  closeIdleConnections(app);
  app.addHook('onClose', () => notices.flush());
  await app.ready();
  return app;
}
