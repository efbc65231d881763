import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SEVERITIES, SIGNALS } from '../../core/alert.ts';
import { viewAlert } from '../../respond/alert-view.ts';
import {
  alertSubject,
  type DecidedAlert,
  type Desk,
  decideAlert,
  readDecided,
  SCOPES,
} from '../../respond/alerts.ts';
import { readEvidence } from '../../store/queries/access-events.ts';
import { type AlertFilter, findAlert, listAlerts, type StoredAlert } from '../../store/queries/alerts.ts';
import { listAudit } from '../../store/queries/audit.ts';
import { Alert, DISPOSITIONS, STATUSES } from '../alert-schema.ts';
import { findCredentialId } from '../credential-parameter.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Expectation, viewExpectation } from '../expectation-schema.ts';
import { HttpProblem, problems } from '../problem.ts';
import {
  NextCursor,
  NullableEnum,
  paging,
  parseList,
  parseTime,
  query,
  range,
  Time,
  written,
} from '../schemas.ts';
import type { Services } from '../services.ts';
import { EventPage } from '../timeline-event-schema.ts';
import { viewEvent } from '../timeline-view.ts';

const ListOf = (values: readonly string[]) =>
  Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 20 })], {
      description: `One or more of ${values.join(', ')}: separated by commas, or the parameter repeated`,
    }),
  );

const AlertQuery = query({
  status: ListOf(STATUSES),
  severity: ListOf(SEVERITIES),
  signal: ListOf(SIGNALS),
  credential: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
  ...range('raised'),
  ...paging(50, 200),
});

const AlertId = Type.Object({ id: Type.String({ format: 'uuid' }) });

const AlertPatch = Type.Object(
  {
    status: Type.Optional(Type.Enum(STATUSES)),
    disposition: Type.Optional(NullableEnum(DISPOSITIONS)),
    scope: Type.Optional(
      Type.Enum(SCOPES, {
        description:
          'How far "expected" reaches: this once (the default), the networks of this alert, or its hours of the week',
      }),
    ),
    until: Type.Optional(Type.String({ description: 'RFC 3339: when the scope ends' })),
    note: Type.Optional(written(4_000)),
    assignee: Type.Optional(Type.Union([written(200), Type.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
);

const DecidedAlertSchema = Type.Object(
  {
    ...Alert.properties,
    expectations: Type.Array(Expectation, {
      description: 'What the disposition of this alert has made and what still stands of it',
    }),
  },
  { title: 'DecidedAlert' },
);

const HistoryPage = Type.Object({
  entries: Type.Array(
    Type.Object({
      at: Time,
      actor: Type.String(),
      action: Type.String(),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});

/** Alerts: to find them, to see their evidence, to decide on them. */
export const alertRoutes =
  ({ store, settings, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const desk: Desk = { store, timeZone: settings.timeZone, now };

    app.get(
      '/v1/alerts',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Alerts, the newest first',
          querystring: AlertQuery,
          response: {
            200: Type.Object({ alerts: Type.Array(Alert), next_cursor: NextCursor }),
            ...problems(),
          },
        },
      },
      async (request) => {
        const { limit = 50, cursor, credential, ...given } = request.query;
        const filter: AlertFilter = {
          statuses: parseList('status', given.status, STATUSES),
          severities: parseList('severity', given.severity, SEVERITIES),
          signals: parseList('signal', given.signal, SIGNALS),
          from: parseTime('from', given.from),
          to: parseTime('to', given.to),
          credentialId: credential === undefined ? undefined : await findCredentialId(store, credential),
        };
        const after = cursor === undefined ? null : alertPosition(cursor);
        const found = await listAlerts(store, filter, { limit: limit + 1, after });
        const page = found.slice(0, limit);
        const last = found.length > limit ? page.at(-1) : undefined;
        return { alerts: page.map(viewAlert), next_cursor: last === undefined ? null : alertCursor(last) };
      },
    );

    app.get(
      '/v1/alerts/:id',
      {
        config: { access: 'read' },
        schema: {
          summary: 'One alert',
          params: AlertId,
          response: { 200: DecidedAlertSchema, ...problems(404) },
        },
      },
      async (request) => {
        const found = await readDecided(desk, request.params.id);
        if (found === null) throw noAlert();
        return viewDecided(found, now());
      },
    );

    app.get(
      '/v1/alerts/:id/events',
      {
        config: { access: 'read' },
        schema: {
          summary: 'The evidence: the calls that the alert is about, the oldest first',
          params: AlertId,
          querystring: query(paging(100, 1_000)),
          response: { 200: EventPage, ...problems(404) },
        },
      },
      async (request) => {
        const { limit = 100, cursor } = request.query;
        const { finding } = await theAlert(request.params.id);
        const about = {
          credentialId: finding.credentialId,
          sourceIps: finding.sourceIps,
          from: new Date(finding.firstEventAt),
          to: new Date(finding.lastEventAt),
        };
        const [time, id] = cursor === undefined ? [] : decodeCursor(cursor, ['time', 'uuid']);
        const after = time === undefined || id === undefined ? null : { time: new Date(Number(time)), id };
        const found = await readEvidence(store, about, { limit: limit + 1, after });
        const page = found.slice(0, limit);
        const last = found.length > limit ? page.at(-1) : undefined;
        return {
          events: page.map(viewEvent),
          next_cursor: last === undefined ? null : encodeCursor([last.time.getTime(), last.id]),
        };
      },
    );

    app.get(
      '/v1/alerts/:id/history',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Who decided what, with notes, the newest first',
          params: AlertId,
          response: { 200: HistoryPage, ...problems(404) },
        },
      },
      async (request) => {
        const alert = await theAlert(request.params.id);
        const entries = await listAudit(store, alertSubject(alert.id), 500);
        return { entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })) };
      },
    );

    app.patch(
      '/v1/alerts/:id',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Decide on an alert',
          description:
            'A disposition makes what it teaches, and takes back what the one before it made (docs/feedback.md).',
          params: AlertId,
          body: AlertPatch,
          response: { 200: DecidedAlertSchema, ...problems(404, 409, 413, 415, 422) },
        },
      },
      async (request) => {
        const { until, ...decision } = request.body;
        const changed = await decideAlert(
          desk,
          request.params.id,
          { ...decision, until: parseTime('until', until) },
          request.caller!,
        );
        if (changed === null) throw noAlert();
        return viewDecided(changed, now());
      },
    );

    async function theAlert(id: string): Promise<StoredAlert> {
      const alert = await findAlert(store, id);
      if (alert === null) throw noAlert();
      return alert;
    }
  };

const noAlert = (): HttpProblem =>
  new HttpProblem('not_found', 'There is no alert with this id. GET /v1/alerts lists those that there are.');

const viewDecided = ({ alert, expectations }: DecidedAlert, now: number) => ({
  ...viewAlert(alert),
  expectations: expectations.map((one) => viewExpectation(one, now)),
});

const alertCursor = ({ finding, id }: StoredAlert): string => encodeCursor([finding.raisedAt, id]);

function alertPosition(cursor: string): { raisedAt: Date; id: string } {
  const [raisedAt, id = ''] = decodeCursor(cursor, ['time', 'uuid']);
  return { raisedAt: new Date(Number(raisedAt)), id };
}
