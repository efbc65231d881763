import { Type } from 'typebox';
import { NextCursor, Time } from './schemas.ts';

export const AuditPage = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Time,
      actor: Type.String({
        description: 'Name, and in parentheses the e-mail address of the user or the id of the key',
      }),
      action: Type.String(),
      subject: Type.String({ description: '`alert:UUID`, `user:UUID`, `key:UUID`, …' }),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  next_cursor: NextCursor,
});
export type AuditPage = Type.Static<typeof AuditPage>;
