import { hash } from 'node:crypto';
import { adminChangesOf, nameWithChanges } from '../../core/admin-change.ts';
import type { Fields } from '../fields.ts';
import { redactChange } from '../redact-change.ts';
import type { JsonReader, RawRecord } from './reader.ts';
import { type Names, renamed } from './rename.ts';
import { operationName } from './zoom-names.ts';

const NAMES: Names = { credential: ['operator'] };

/**
 * A record of Zoom's admin operation log: `operation_logs[]{action, category_type, operation_detail, operator, time}` of
 * `GET /report/operationlogs` (zoom/rivet-javascript, meetings.d.ts), Panther's `Zoom.Operation`, or a CSV export of
 * the page "Admin Activity Logs" (support.zoom.com KB0067251). The admin is the credential. There is no address.
 */
export const zoomOperationReader: JsonReader = {
  kind: 'json',
  name: 'zoom-operation',
  telling: ['category_type', 'operation_detail'],
  recognises: (object) => Object.hasOwn(object, 'operator') || Object.hasOwn(object, 'action'),
  read: (object) => {
    const { fields, members, finish } = renamed(object, 'zoom-operation', NAMES);
    return adminOperation(
      fields,
      {
        category: members.take('category_type'),
        action: members.take('action'),
        detail: members.take('operation_detail'),
      },
      finish,
    );
  },
};

/** The record of an admin's operation, whatever shipper renamed its members. */
export function adminOperation(
  fields: Record<string, unknown>,
  sent: { readonly category: unknown; readonly action: unknown; readonly detail: unknown },
  finish: () => Fields,
): RawRecord {
  const { category, action } = sent;
  const detail = text(sent.detail);
  if (category !== undefined) fields['category_type'] = category;
  if (action !== undefined) fields['action'] = action;
  const changes = adminChangesOf({ category: text(category), action: text(action), detail });
  const operation = nameWithChanges(operationName('admin', [category, action]), changes);
  return {
    fields: finish(),
    isLog: false,
    // Several operations of one admin in one second are the rule: a batch.
    distinct: `${operation}\n${hash('sha256', detail)}`,
    deed: {
      record: 'zoom-operation',
      operation,
      kept: detail === '' ? {} : { operation_detail: redactChange(detail) },
    },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
