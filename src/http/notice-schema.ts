import { Type } from 'typebox';
import { Time } from './schemas.ts';

export const NoticeList = Type.Object({
  notices: Type.Array(
    Type.Object({
      kind: Type.String(),
      subject: Type.String(),
      message: Type.String(),
      count: Type.Integer(),
      first_at: Time,
      last_at: Time,
    }),
  ),
});
export type NoticeList = Type.Static<typeof NoticeList>;

export const RejectionList = Type.Object({
  counts: Type.Array(
    Type.Object({ source: Type.String(), hour: Time, code: Type.String(), lines: Type.Integer() }),
    { description: 'Complete, the newest hour first' },
  ),
  samples: Type.Array(
    Type.Object({
      id: Type.String(),
      received_at: Time,
      source: Type.String(),
      code: Type.String(),
      message: Type.String(),
      line: Type.Integer(),
      length: Type.Integer({ description: 'Bytes, as received' }),
      hash: Type.String({ description: 'SHA-256, as received' }),
      excerpt: Type.String({ description: 'At most 200 characters, redacted' }),
    }),
    { description: 'At most 1,000 are kept for each source and hour, the newest first' },
  ),
});
export type RejectionList = Type.Static<typeof RejectionList>;
