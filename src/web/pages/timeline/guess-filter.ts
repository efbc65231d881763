import { ENTRY_KINDS } from '../../../core/timeline-kinds.ts';
import { FILTER_FIELDS, type Filter, type FilterField } from './view.ts';

/** How each field is called on the page. */
export const FIELD_NAMES: Readonly<Record<FilterField, string>> = {
  kind: 'kind',
  credential: 'credential',
  source_ip: 'address',
  asn: 'ASN',
  country: 'country',
  operation: 'operation',
  client: 'client',
  status: 'status',
  source: 'source',
};

/** How each kind of entry is called. */
export const KIND_NAMES: Readonly<Record<(typeof ENTRY_KINDS)[number], string>> = {
  access: 'calls',
  webhook: 'webhooks',
  sign_in: 'sign-ins',
  admin_change: 'admin changes',
  alert: 'alerts',
  action: 'actions',
};

/** A field that was named (`address: 192.0.2.1`, `source_ip:192.0.2.1`), and the text after the colon. */
export function namedField(text: string): { field: FilterField; text: string } | null {
  const [, name, rest] = /^\s*([\w -]+?)\s*:\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined) return null;
  const field = FILTER_FIELDS.find(
    (one) => one === name.toLowerCase() || FIELD_NAMES[one].toLowerCase() === name.toLowerCase(),
  );
  return field === undefined ? null : { field, text: rest.trim() };
}

/** What the text can be by its form alone; the likeliest first. */
export function guessFilters(text: string): Filter[] {
  const typed = text.trim();
  if (typed === '') return [];
  const named = namedField(typed);
  if (named !== null) {
    if (named.field === 'kind') return kindsLike(named.text);
    return named.text === '' ? [] : [{ field: named.field, value: named.text }];
  }
  const guesses: Filter[] = [];
  if (
    /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(typed) ||
    /^[0-9a-f]*:[0-9a-f:.]*(\/\d{1,3})?$/i.test(typed)
  ) {
    guesses.push({ field: 'source_ip', value: typed });
  }
  if (/^[1-5](\d\d|xx)$/i.test(typed)) guesses.push({ field: 'status', value: typed.toLowerCase() });
  if (/^as\d+$/i.test(typed)) guesses.push({ field: 'asn', value: typed.toUpperCase() });
  if (/^(get|post|put|patch|delete) \//i.test(typed)) guesses.push({ field: 'operation', value: typed });
  if (/^[a-z]{2}$/i.test(typed)) guesses.push({ field: 'country', value: typed.toUpperCase() });
  return [...guesses, ...kindsLike(typed)];
}

const kindsLike = (text: string): Filter[] =>
  ENTRY_KINDS.filter((kind) => `${kind} ${KIND_NAMES[kind]}`.includes(text.toLowerCase())).map((value) => ({
    field: 'kind',
    value,
  }));
