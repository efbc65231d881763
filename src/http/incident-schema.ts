import { Type } from 'typebox';
import { SEVERITIES } from '../core/alert.ts';
import { NullableText, NullableTime, Time } from './schemas.ts';

/** Pieces that the answers behind the incident page and the credential page share. */
const Column = (description: string) => Type.Array(Type.Number(), { description });
const GappedColumn = (description: string) =>
  Type.Array(Type.Unsafe<number | null>({ type: ['number', 'null'] }), { description });

export const CallSeriesSchema = Type.Object(
  {
    from: Type.String({
      format: 'date-time',
      description: 'Start of the first hour; one value an hour in every list',
    }),
    calls: Column('Calls in each hour'),
    strange: Column('Of them, those of the strangers of the alert'),
    band_share: Type.Number({
      description: 'Share of active hours that are expected between `low` and `high`',
    }),
    mean: GappedColumn(
      'Mean calls of an hour in which it calls, as predicted before it; null: not known yet',
    ),
    size: GappedColumn('Size of the negative binomial: variance mean + mean²/size'),
    burst_weight: GappedColumn(
      'Weight w of bursts: P(≥ x) = (1 − w)·NB(≥ x) + w / (1 + (x − mean) / (4·mean))',
    ),
    low: GappedColumn('Largest count with P(≥ low) ≥ 1 − (1 − band_share)/2'),
    high: GappedColumn('Smallest count with P(≥ high + 1) ≤ (1 − band_share)/2'),
    quiet_share: Column(
      'Share of its week that is as quiet as this hour, or quieter: small where it mostly sleeps',
    ),
  },
  {
    title: 'CallSeries',
    description: 'Calls by hour beside what was predicted for each hour before it began',
  },
);
export type CallSeriesView = Type.Static<typeof CallSeriesSchema>;

const BELIEFS = ['settled', 'probation', 'new', 'unknown'] as const;
const LEVELS = ['country', 'asn', 'prefix', 'address'] as const;

const useFields = {
  value: Type.String(),
  belief: Type.Enum(BELIEFS),
  first_seen: NullableTime,
  last_seen: NullableTime,
  days: Type.Integer(),
  calls: Type.Integer({ description: 'In the hours that are drawn' }),
  alert_calls: Type.Integer({ description: 'Of the alert' }),
};

export const NetworkTreeSchema = Type.Object(
  {
    nodes: Type.Array(
      Type.Object({
        level: Type.Enum(LEVELS),
        value: NullableText,
        name: NullableText,
        asn: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
        kind: Type.Unsafe<'hosting' | 'anonymiser' | null>({
          type: ['string', 'null'],
          enum: ['hosting', 'anonymiser', null],
        }),
        parent: Type.Unsafe<number | null>({
          type: ['integer', 'null'],
          description: 'Index of the node above',
        }),
        belief: Type.Enum(BELIEFS),
        first_seen: NullableTime,
        last_seen: NullableTime,
        days: Type.Integer(),
        calls: Type.Integer(),
        alert_calls: Type.Integer(),
      }),
    ),
    strangers: Type.Array(
      Type.Object({
        address: Type.String(),
        nearest: NullableText,
        parts_at: Type.Unsafe<(typeof LEVELS)[number] | null>({
          type: ['string', 'null'],
          enum: [...LEVELS, null],
          description: 'The widest level that was not believed; null: the address itself was',
        }),
      }),
      { description: 'Addresses of the alert' },
    ),
    known_addresses: Type.Integer(),
    left_out: Type.Integer({ description: 'Known addresses that are not among the nodes' }),
  },
  { title: 'NetworkTree', description: 'Country, provider, network, address: those above come first' },
);
export type NetworkTreeView = Type.Static<typeof NetworkTreeSchema>;

export const OperationUses = Type.Object({
  uses: Type.Array(
    Type.Object({
      ...useFields,
      words: Type.String(),
      impact: Type.Enum(['none', 'recon', 'exfiltration', 'persistence', 'destruction']),
    }),
  ),
  left_out: Type.Integer(),
});
export const ClientUses = Type.Object({ uses: Type.Array(Type.Object(useFields)), left_out: Type.Integer() });

export const WeekSchema = Type.Object(
  {
    zone: Type.String(),
    clock: Type.Enum(['UTC', 'local'], { description: 'The clock that it lives by' }),
    utc: Type.Array(Type.Number()),
    local: Type.Array(Type.Number()),
    touched_utc: Type.Array(Type.Integer(), { description: 'Hours of the week that the alert touches' }),
    touched_local: Type.Array(Type.Integer()),
  },
  { title: 'Week', description: 'Share of its activity in each hour of the week, Monday 00:00 first' },
);

export const TokenPostureSchema = Type.Object(
  {
    from: Time,
    to: Time,
    calls: Type.Integer({ description: 'Newest calls that were looked at, at most 20,000' }),
    calls_with_token: Type.Integer(),
    tokens: Type.Integer({ description: 'Distinct ones, at most 200' }),
    live: Type.Integer({ description: 'Of them, those that had not expired at `to`' }),
    long_lived: Type.Integer({ description: 'Of them, those that live longer than a day' }),
    longest_seconds: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
    oldest_issued_at: NullableTime,
    last_expires_at: NullableTime,
    lifetimes: Type.Array(Type.Object({ seconds: Type.Number(), tokens: Type.Integer() })),
  },
  { title: 'TokenPosture' },
);
export type TokenPostureView = Type.Static<typeof TokenPostureSchema>;

/** An alert in one line of a list. */
export const Incident = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    credential: Type.String(),
    credential_id: Type.String({ format: 'uuid' }),
    credential_label: NullableText,
    severity: Type.Enum(SEVERITIES),
    status: Type.Enum(['open', 'acknowledged', 'resolved']),
    disposition: Type.Unsafe<'expected' | 'compromised' | 'unclear' | null>({
      type: ['string', 'null'],
      enum: ['expected', 'compromised', 'unclear', null],
    }),
    headline: Type.String({ description: 'The first sentence of the explanation' }),
    score_bits: Type.Number(),
    once_in: Type.String({ description: 'How rare it is, such as `11 years`' }),
    event_count: Type.Integer(),
    source_ips: Type.Array(Type.String()),
    signals: Type.Array(Type.String()),
    first_event_at: Time,
    last_event_at: Time,
    raised_at: Time,
  },
  { title: 'Incident' },
);
export type IncidentView = Type.Static<typeof Incident>;
