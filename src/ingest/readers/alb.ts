import type { Fields } from '../fields.ts';
import { readQuoted, splitRequest, withoutPort } from './quoted.ts';
import type { TextReader } from './reader.ts';
import { millisecondsFrom } from './rename.ts';

/** By their order; later versions have added at the end, so any number may be missing there and any may follow. */
const PARTS = [
  'type',
  'time',
  'elb',
  'client',
  'target',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'elb_status_code',
  'target_status_code',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'target_group_arn',
  'trace_id',
  'domain_name',
  'chosen_cert_arn',
  'matched_rule_priority',
  'request_creation_time',
  'actions_executed',
  'redirect_url',
  'error_reason',
  'target_port_list',
  'target_status_code_list',
  'classification',
  'classification_reason',
  'conn_trace_id',
] as const;
const REQUEST = PARTS.indexOf('request');
const START = /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S{8,30}Z (?:app\/)?\S+ /;

/**
 * Access logs of an AWS Application Load Balancer
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html, "Access log entries"). They
 * hold no Authorization header: name the credential for the file, or map it to the field that tells callers apart. The
 * trace id may come from the caller, so it is kept and makes no id of the event.
 */
export const albReader: TextReader = {
  kind: 'text',
  name: 'alb',
  split: splitAlb,
  read: (parts) => ({ fields: fromAlb(parts), isLog: true }),
};

function splitAlb(line: string): Fields | null {
  if (!START.test(line)) return null;
  const parts: Record<string, unknown> = {};
  let at = 0;
  let read = 0;
  while (at < line.length && read < PARTS.length) {
    const quoted = line[at] === '"' ? readQuoted(line, at + 1) : null;
    const blank = line.indexOf(' ', quoted?.end ?? at);
    const end = blank < 0 ? line.length : blank;
    parts[PARTS[read]!] = quoted?.text ?? line.slice(at, end);
    at = end + 1;
    read += 1;
  }
  if (at < line.length) parts['rest'] = line.slice(at);
  return read > REQUEST ? parts : null;
}

function fromAlb(parts: Fields): Fields {
  const { client, elb_status_code: status, received_bytes, sent_bytes, request, ...others } = parts;
  const fields: Record<string, unknown> = { ...others };
  if (typeof client === 'string') fields['source_ip'] ??= withoutPort(client);
  fields['status'] ??= status;
  fields['request_bytes'] ??= received_bytes;
  fields['response_bytes'] ??= sent_bytes;
  const asked = typeof request === 'string' ? splitRequest(request) : null;
  // `- http://…:80- -` stands for a request that nobody could read.
  if (asked === null && request !== '-') fields['request'] = request;
  fields['method'] ??= asked?.method;
  fields['path'] ??= asked?.target;
  fields['duration_ms'] ??= durationOf(parts);
  return fields;
}

const TIMES = ['request_processing_time', 'target_processing_time', 'response_processing_time'];

/** The sum of the three spans, in seconds in the log; each is -1 when it has no end. */
function durationOf(parts: Fields): number | undefined {
  let total = 0;
  for (const name of TIMES) {
    const span = millisecondsFrom(parts[name], 0.001);
    if (span === undefined) return undefined;
    total += span;
  }
  return total;
}
