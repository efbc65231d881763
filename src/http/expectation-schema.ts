import { Type } from 'typebox';
import type { StoredDirective } from '../store/queries/directives.ts';
import { DAYS, type SaidStatement } from '../store/said-statement.ts';
import { NullableText, NullableTime, Time } from './schemas.ts';

/** Hours as people say them. What is said in the answer to a schedule is more: `hours`. */
export const Schedule = Type.Object(
  {
    days: Type.Array(Type.Enum(DAYS), { minItems: 1, maxItems: 7, description: 'Days on which it begins' }),
    from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Such as 22:00' }),
    to: Type.String({
      pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
      description: 'Such as 06:00; not after `from`: on the day after; the same: around the clock',
    }),
  },
  {
    additionalProperties: false,
    description: "On the credential's clock. An hour that is touched counts whole",
  },
);

const nullable = <T>(schema: object, description: string) =>
  Type.Unsafe<T | null>({ anyOf: [schema, { type: 'null' }], description });

interface ScheduleView {
  readonly days: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly hours: readonly number[];
}

export const Expectation = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    credential: Type.String({ description: 'Identifier of the credential, as Zoom knows it' }),
    credential_id: Type.String({ format: 'uuid' }),
    cidr: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Expected network' }),
    asn: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Expected provider' }),
    schedule: nullable<ScheduleView>(
      Type.Object({
        days: nullable(Type.Array(Type.String()), 'As declared; null: made from an alert'),
        from: NullableText,
        to: NullableText,
        hours: Type.Array(Type.Integer(), { description: 'Hours of the week, 0 = Monday 00:00' }),
      }),
      "Expected hours of the week, on the credential's clock",
    ),
    volume: Type.Unsafe<number | null>({
      type: ['number', 'null'],
      description: 'Expected volume, as a multiple of the usual one',
    }),
    distrusts: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The opposite: a network of a thief, which never becomes familiar',
    }),
    from: Time,
    until: NullableTime,
    reason: NullableText,
    alert_id: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The alert whose disposition made it',
    }),
    active: Type.Boolean({ description: 'Neither withdrawn nor over; it may begin later' }),
    made_by: Type.String(),
    made_at: Time,
    withdrawn_by: NullableText,
    withdrawn_at: NullableTime,
  },
  { title: 'Expectation' },
);

export type ExpectationView = Type.Static<typeof Expectation>;

export function viewExpectation(directive: StoredDirective, now: number): ExpectationView {
  const { until, withdrawnAt } = directive;
  const said = <K extends SaidStatement['kind']>(kind: K) =>
    directive.statements.find((one): one is Extract<SaidStatement, { kind: K }> => one.kind === kind);
  return {
    id: directive.id,
    credential: directive.credential,
    credential_id: directive.credentialId,
    cidr: said('network')?.cidr ?? null,
    asn: said('asn')?.asn ?? null,
    schedule: viewSchedule(said('schedule')),
    volume: said('volume')?.factor ?? null,
    distrusts: said('distrusted')?.cidr ?? null,
    from: directive.since.toISOString(),
    until: until?.toISOString() ?? null,
    reason: directive.reason,
    alert_id: directive.alertId,
    active: withdrawnAt === null && (until === null || until.getTime() > now),
    made_by: directive.madeBy,
    made_at: directive.madeAt.toISOString(),
    withdrawn_by: directive.withdrawnBy,
    withdrawn_at: withdrawnAt?.toISOString() ?? null,
  };
}

function viewSchedule(
  statement: Extract<SaidStatement, { kind: 'schedule' }> | undefined,
): ScheduleView | null {
  if (statement === undefined) return null;
  const { days = null, from = null, to = null } = statement.said ?? {};
  return { days, from, to, hours: statement.hours };
}
