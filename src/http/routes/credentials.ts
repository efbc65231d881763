import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { parseTimeZone } from '../../config/values.ts';
import { parseBudget } from '../../core/budget-text.ts';
import { redactField } from '../../ingest/redact.ts';
import { describeProfile, type ProfileView } from '../../monitor/profile-view.ts';
import { type CredentialChange, changeCredential } from '../../respond/credentials.ts';
import {
  findCredential,
  listCredentials,
  positionOf,
  type StoredCredential,
} from '../../store/queries/credentials.ts';
import { findCredentialId, registrableIdentifier } from '../credential-parameter.ts';
import { Credential } from '../credential-schema.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { HttpProblem, problems } from '../problem.ts';
import { clearable, invalid, NextCursor, NullableTime, paging, query, readField, Time } from '../schemas.ts';
import type { Services } from '../services.ts';

const CredentialId = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 400,
    description: 'The uuid, or the identifier; `external:ID` forces the identifier',
  }),
});

const CredentialPatch = Type.Object(
  {
    label: Type.Optional(clearable(200, 'What people call it')),
    owner: Type.Optional(clearable(200, 'Who answers for it')),
    budget: Type.Optional(clearable(20, 'Its own, such as 1/90d; null: that of the installation')),
    state: Type.Optional(
      Type.Enum(['active', 'revoked'], { description: 'Revoked: any use from this moment on is an alert' }),
    ),
    decoy: Type.Optional(Type.Boolean({ description: 'Planted as bait: any use of it is an alert' })),
    time_zone: Type.Optional(clearable(100, 'IANA name of its clock; null: that of the installation')),
  },
  { additionalProperties: false, minProperties: 1 },
);

const Memory = Type.Object(
  {
    values: Type.Array(
      Type.Object({
        value: Type.String(),
        first_seen: Time,
        last_seen: Time,
        days: Type.Integer({ description: 'Days on which it was seen' }),
        settled: Type.Boolean({ description: 'False while it is on probation: seen, not yet believed' }),
      }),
    ),
    observed_hours: Type.Number({ description: 'Hours in which this kind was seen; older ones count less' }),
    novel_hours: Type.Number({ description: 'Of these, hours that brought something new' }),
  },
  { title: 'Memory' },
);

const Profile = Type.Unsafe<ProfileView>(
  Type.Object(
    {
      learning: Type.Boolean({ description: 'True while too little is known for a sound judgement' }),
      since: NullableTime,
      last_active_hour: NullableTime,
      active_hours: Type.Number(),
      calls: Type.Number(),
      time_zone: Type.String(),
      networks: Type.Record(Type.String(), Memory, {
        description: 'By level, from the address to the country',
      }),
      operations: Memory,
      clients: Memory,
      week: Type.Object(
        { utc: Type.Array(Type.Number()), local: Type.Array(Type.Number()) },
        { description: 'Share of its activity in each hour of the week, Monday 00:00 first' },
      ),
      mean_calls_by_hour: Type.Array(Type.Number(), {
        description: 'Of an active hour, by hour of the day in UTC',
      }),
    },
    { title: 'Profile' },
  ),
);

/** What is known of the credentials that were seen. */
export const credentialRoutes =
  ({ store, settings, now }: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/credentials',
      {
        config: { access: 'read' },
        schema: {
          summary: 'Credentials, the one seen last first',
          querystring: query({
            q: Type.Optional(
              Type.String({ maxLength: 200, description: 'Part of the identifier, the label or the owner' }),
            ),
            state: Type.Optional(Type.Enum(['active', 'revoked'])),
            decoy: Type.Optional(Type.Boolean()),
            learning: Type.Optional(Type.Boolean()),
            open_alerts: Type.Optional(
              Type.Boolean({ description: 'Whether it has alerts that nobody has dealt with' }),
            ),
            ...paging(50, 200),
          }),
          response: {
            200: Type.Object({ credentials: Type.Array(Credential), next_cursor: NextCursor }),
            ...problems(),
          },
        },
      },
      async (request) => {
        const { limit = 50, cursor, q, state, decoy, learning, open_alerts: open } = request.query;
        // PostgreSQL knows no NUL: nothing has one in it.
        const text = q === undefined || q === '' ? undefined : q.replaceAll('\0', '\u{fffd}');
        const filter = { text, state, decoy, learning, open };
        const after = cursor === undefined ? null : parsePosition(cursor);
        const found = await listCredentials(store, filter, { limit: limit + 1, after }, now());
        const page = found.slice(0, limit);
        const last = found.length > limit ? page.at(-1) : undefined;
        return {
          credentials: page.map(viewCredential),
          next_cursor: last === undefined ? null : positionCursor(last),
        };
      },
    );

    app.get(
      '/v1/credentials/:id',
      {
        config: { access: 'read' },
        schema: {
          summary: 'One credential',
          params: CredentialId,
          response: { 200: Credential, ...problems(404) },
        },
      },
      async (request) => viewCredential(await theCredential(request.params.id)),
    );

    app.patch(
      '/v1/credentials/:id',
      {
        config: { access: 'respond' },
        schema: {
          summary: 'Change what is set for a credential',
          description:
            'What is left out stays; null clears. As `external:ID`, a credential that has never called is registered, so ' +
            'that a decoy can be planted.',
          params: CredentialId,
          body: CredentialPatch,
          response: { 200: Credential, ...problems(404, 413, 415) },
        },
      },
      async (request) => {
        const { id } = request.params;
        const register = registrableIdentifier(id);
        const name = { credentialId: await findCredentialId(store, id), register };
        const change = readChange(request.body);
        if (!(await changeCredential(store, name, change, request.caller!, now))) throw noCredential();
        return viewCredential(await theCredential(id));
      },
    );

    app.get(
      '/v1/credentials/:id/profile',
      {
        config: { access: 'read' },
        schema: {
          summary: 'What has been learnt of a credential',
          params: CredentialId,
          response: { 200: Profile, ...problems(404) },
        },
      },
      async (request) => {
        const id = await findCredentialId(store, request.params.id);
        const profile = await describeProfile(store, id, settings.timeZone);
        if (profile === null) throw noCredential();
        return profile;
      },
    );

    async function theCredential(id: string): Promise<StoredCredential> {
      const credential = await findCredential(store, await findCredentialId(store, id), now());
      if (credential === null) throw noCredential();
      return credential;
    }
  };

const noCredential = (): HttpProblem =>
  new HttpProblem(
    'not_found',
    'No event of such a credential was ever accepted. GET /v1/credentials lists those that there are.',
  );

/** Checks what JSON cannot say. */
function readChange({ time_zone: zone, ...given }: Type.Static<typeof CredentialPatch>): CredentialChange {
  const cleaned = (text: string | null | undefined) => (text == null ? text : redactField(text));
  return {
    ...given,
    label: cleaned(given.label),
    owner: cleaned(given.owner),
    budget:
      given.budget == null ? given.budget : readField('budget', () => parseBudget(given.budget ?? '').text),
    timeZone: zone == null ? zone : readZone(zone),
  };
}

function readZone(zone: string): string {
  try {
    return parseTimeZone(zone);
  } catch {
    throw invalid('time_zone', 'must be an IANA name that this system knows, such as Europe/Berlin');
  }
}

const viewCredential = (credential: StoredCredential) => ({
  id: credential.id,
  credential: credential.externalId,
  account_id: credential.accountId,
  label: credential.label,
  owner: credential.owner,
  state: credential.state,
  decoy: credential.decoy,
  budget: credential.budget,
  time_zone: credential.timeZone,
  first_seen_at: credential.createdAt.toISOString(),
  last_seen_at: credential.lastSeenAt?.toISOString() ?? null,
  calls_24h: credential.calls24h,
  calls_30d: credential.calls30d,
  open_alerts: credential.openAlerts,
  learning: credential.learning,
});

function positionCursor(credential: StoredCredential): string {
  const { seenAt, id } = positionOf(credential);
  return encodeCursor([seenAt.getTime(), id]);
}

function parsePosition(cursor: string): { seenAt: Date; id: string } {
  const [seenAt, id = ''] = decodeCursor(cursor, ['time', 'uuid']);
  return { seenAt: new Date(Number(seenAt)), id };
}
