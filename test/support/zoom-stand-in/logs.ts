import { invalid, type Pages } from './pages.ts';
import type { Label } from './quota.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** A list that Zoom serves to pulls. */
interface LogRoute {
  readonly path: RegExp;
  readonly label: Label;
  readonly scopes: readonly string[];
  readonly answer: (url: URL, match: RegExpExecArray, context: LogContext) => Reply;
}

interface LogContext {
  readonly world: World;
  readonly pages: Pages;
  readonly now: number;
  /** Whether `api_call_logs` reads `from` and `to`; nobody has said so. */
  readonly callLogDates: boolean;
}

const DAY = 86_400_000;
const SIX_MONTHS = 184 * DAY;
const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

/** Facts: docs of the report and marketplace APIs, ZoomNet's samples, ZPLUGIN's granular scopes. */
export const LOG_ROUTES: readonly LogRoute[] = [
  {
    path: /^\/v2\/report\/activities$/,
    label: 'Heavy',
    scopes: ['report:read:user_activities:admin', 'report:read:admin'],
    answer: (url, _match, { world, pages, now }) =>
      inRange(url, now, { required: false }, (from, to) =>
        pages.serve(
          url,
          'activity_logs',
          () =>
            newestFirst(world.signIns, from, to).map(({ time, email, ip, type, clientType, version }) => ({
              client_type: clientType,
              email,
              ip_address: ip,
              time: iso(time),
              type,
              version,
            })),
          dates(from, to),
        ),
      ),
  },
  {
    path: /^\/v2\/report\/operationlogs$/,
    label: 'Heavy',
    scopes: ['report:read:operation_logs:admin', 'report:read:admin'],
    answer: (url, _match, { world, pages, now }) =>
      inRange(url, now, { required: true }, (from, to) =>
        pages.serve(
          url,
          'operation_logs',
          () =>
            newestFirst(world.operations, from, to).map(({ time, operator, category, action, detail }) => ({
              action,
              category_type: category,
              operation_detail: detail,
              operator,
              time: iso(time),
            })),
          dates(from, to),
        ),
      ),
  },
  {
    path: /^\/v2\/marketplace\/apps$/,
    label: 'Medium',
    scopes: ['marketplace:read:list_apps:admin'],
    answer: (url, _match, { world, pages }) =>
      pages.serve(url, 'apps', () =>
        world.apps.map(({ id, name, type }) => ({
          app_id: id,
          app_name: name,
          app_type: type,
          app_usage: 1,
          app_status: 'PUBLISHED',
        })),
      ),
  },
  {
    path: /^\/v2\/marketplace\/apps\/([^/]+)\/api_call_logs$/,
    label: 'Heavy',
    scopes: ['marketplace:read:list_api_logs:admin'],
    answer: (url, [, appId], { world, pages, now, callLogDates }) => {
      const own = world.calls.filter((call) => call.appId === appId);
      const serve = (from: number, to: number): Reply =>
        pages.serve(url, 'call_logs', () =>
          newestFirst(own, from, to).map(({ time, method, pattern, status, traceId }) => ({
            url_pattern: pattern,
            time: String(time),
            http_status: status,
            method,
            trace_id: traceId,
          })),
        );
      return callLogDates ? inRange(url, now, { required: false }, serve) : serve(0, Infinity);
    },
  },
  {
    path: /^\/v2\/marketplace\/apps\/([^/]+)\/webhook_logs$/,
    label: 'Medium',
    // Zoom publishes no name for it: this one is made up.
    scopes: ['marketplace:read:webhook_logs:admin'],
    answer: (url, [, appId], { world, pages, now }) =>
      inRange(url, now, { required: false }, (from, to) =>
        pages.serve(url, 'webhook_logs', () =>
          newestFirst(world.deliveries, Math.max(from, now - 7 * DAY), to)
            .filter((delivery) => delivery.appId === appId)
            .map((delivery) => ({
              event: delivery.event,
              status: delivery.status,
              failed_reason_type: delivery.failedReason,
              user_id: '',
              endpoint: delivery.endpoint,
              subscription_id: 'subscription-1',
              request_headers: delivery.requestHeaders,
              request_body: delivery.requestBody,
              response_headers: '{}',
              response_body: '',
              date_time: iso(delivery.time),
              trace_id: delivery.traceId,
              request_id: `${delivery.traceId}/${delivery.attempt}`,
              retry_num: delivery.attempt,
            })),
        ),
      ),
  },
];

const newestFirst = <T extends { readonly time: number }>(
  records: readonly T[],
  from: number,
  to: number,
): T[] => records.filter(({ time }) => time >= from && time < to).sort((a, b) => b.time - a.time);

const dates = (from: number, to: number): object => ({
  from: iso(from).slice(0, 10),
  to: iso(to - 1).slice(0, 10),
});

/** `from` and `to` are days, both included: at most a month, in the last six. */
function inRange(
  url: URL,
  now: number,
  { required }: { readonly required: boolean },
  answer: (from: number, to: number) => Reply,
): Reply {
  const [fromText, toText] = [url.searchParams.get('from'), url.searchParams.get('to')];
  if (required && (fromText === null || toText === null))
    return invalid(fromText === null ? 'from' : 'to', 'The field is required.');
  const today = now - (now % DAY);
  const from = fromText === null ? today - 30 * DAY : dayOf(fromText);
  const to = toText === null ? today : dayOf(toText);
  if (from === null) return invalid('from', 'Invalid date format, yyyy-mm-dd.');
  if (to === null) return invalid('to', 'Invalid date format, yyyy-mm-dd.');
  if (to < from) return invalid('from', 'The from date is later than the to date.');
  if (to - from > 31 * DAY) return invalid('to', 'The date range must not exceed one month.');
  if (from < today - SIX_MONTHS) return invalid('from', 'Only the last six months are available.');
  return answer(from, to + DAY);
}

const dayOf = (text: string): number | null =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : null;
