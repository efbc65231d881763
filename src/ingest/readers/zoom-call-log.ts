import type { JsonReader } from './reader.ts';
import { type Names, renamed } from './rename.ts';

const NAMES: Names = {
  method: ['http_method'],
  path: ['url_pattern', 'url'],
  status: ['http_status'],
  tracking_id: ['trace_id'],
};

/**
 * Zoom's own log of an app's API calls: `call_logs[]{url_pattern, time, http_status, method, trace_id}` of
 * `GET /marketplace/apps/{appId}/api_call_logs` (zoom/rivet-javascript, marketplace.d.ts), one object each or a page of
 * the answer. It has no address and names no credential: whose log it is has to be said (`--credential`), and the
 * event belongs to `app:` and that name, so that no call is counted twice that our own log has too.
 */
export const zoomCallLogReader: JsonReader = {
  kind: 'json',
  name: 'zoom-call-log',
  telling: ['url_pattern'],
  recognises: (object) => Object.hasOwn(object, 'http_status') || Object.hasOwn(object, 'trace_id'),
  read: (object) => {
    const { fields, finish } = renamed(object, 'zoom-call-log', NAMES);
    const path = fields['path'];
    // Where nothing else is said, Zoom's log is about Zoom's API.
    if (typeof path === 'string' && !path.includes('://')) fields['host'] ??= 'api.zoom.us';
    return {
      fields: finish(),
      isLog: false,
      deed: { record: 'zoom-call-log', operation: null, zoomSide: true },
    };
  },
};
