import { changesNamed } from './admin-change.ts';
import { calledBy, isLedgerOperation, isQuotaOperation, quotaOf } from './ledger/operation.ts';
import { isAccountTwin, withoutAccount } from './operation-path.ts';
import { endpointOf } from './operation-trie.ts';

/** Where Zoom's own name of an operation does not read as a sentence, or says less than the reader needs. */
const PHRASES: Readonly<Record<string, string>> = {
  'GET /users': 'list users',
  'GET /users/{userId}': 'look up a user',
  'GET /users/{userId}/settings': "read a user's settings",
  'GET /users/{userId}/permissions': "read a user's permissions",
  'GET /users/{userId}/recordings': 'list cloud recordings',
  'GET /users/{userId}/meetings': "list a user's meetings",
  'GET /users/{userId}/token': 'start meetings as a user',
  'GET /users/me/zak': 'start meetings as a user',
  'POST /users': 'create a user',
  'POST /users/{userId}/meetings': 'create a meeting',
  'POST /users/{userId}/webinars': 'create a webinar',
  'POST /users/{userId}/assistants': 'give a user assistants',
  'PATCH /users/{userId}': 'change a user',
  'PATCH /users/{userId}/settings': "change a user's settings",
  'PUT /users/{userId}/email': "change a user's e-mail address",
  'PUT /users/{userId}/password': "change a user's password",
  'PUT /users/{userId}/status': 'activate or deactivate a user',
  'DELETE /users/{userId}': 'delete a user',
  'DELETE /users/{userId}/token': "sign a user out by revoking the user's tokens",
  'GET /meetings/{meetingId}': 'read a meeting with its join link',
  'GET /meetings/{meetingId}/invitation': 'read a meeting invitation',
  'GET /meetings/{meetingId}/recordings': "read a meeting's cloud recordings",
  'GET /meetings/{meetingId}/transcript': "read a meeting's transcript",
  'GET /meetings/{meetingId}/meeting_summary': "read a meeting's summary",
  'GET /meetings/{meetingId}/registrants': "list a meeting's registrants",
  'DELETE /meetings/{meetingId}/recordings': "delete a meeting's cloud recordings",
  'DELETE /meetings/{meetingId}/recordings/{recordingId}': 'delete a cloud recording',
  'GET /past_meetings/{meetingId}/participants': 'list who took part in a meeting',
  'GET /report/activities': 'read the sign-in report',
  'GET /report/operationlogs': 'read the log of admin operations',
  'GET /chat/users/{userId}/messages': "read a user's chat messages",
  'GET /chat/users/{userId}/sessions': "list a user's chat sessions",
  'POST /chat/users/{userId}/messages': 'send a chat message as a user',
  'GET /phone/recordings': 'list call recordings',
  'GET /phone/recording/download/{fileId}': 'download a call recording',
  'GET /phone/call_history': "read the account's call history",
  'GET /phone/call_logs': "read the account's call log",
  'POST /roles/{roleId}/members': 'give users an admin role',
  'PUT /accounts/{accountId}/owner': 'change the owner of the account',
  'PATCH /accounts/{accountId}/settings': "change the account's settings",
  'PATCH /accounts/{accountId}/lock_settings': 'change which settings the account locks',
  'POST /marketplace/apps': 'create an app',
  'PUT /marketplace/apps/{appId}/manifest': "change an app's manifest",
  'POST /marketplace/apps/{appId}/rotate_client_secret': "rotate an app's client secret",
  'POST /marketplace/app/event_subscription': 'subscribe to events',
  'POST /oauth/token': 'get an access token',
  'POST /oauth/revoke': 'revoke an access token',
  'GET /rec/download/{fileId}': 'download a cloud recording',
  'GET /rec/play/{fileId}': 'play a cloud recording',
  'GET /rec/share/{fileId}': 'open a shared cloud recording',
  'GET /scim2/Users': 'list users',
  'POST /scim2/Users': 'create a user',
  'webhook user.created': 'create a user',
  'webhook user.deleted': 'delete a user',
  'webhook user.deactivated': 'deactivate a user',
  'webhook user.updated': 'change a user',
  'webhook user.settings_updated': "change a user's settings",
  'webhook user.signed_in': 'sign in',
  'webhook user.signed_out': 'sign out',
  'webhook account.settings_updated': "change the account's settings",
  'webhook account.lock_settings_updated': 'change which settings the account locks',
  'webhook group.admin_added': 'make someone admin of a group',
  'webhook recording.completed': 'finish a cloud recording',
  'webhook recording.deleted': 'delete cloud recordings',
  'webhook recording.batch_deleted': 'delete cloud recordings',
  'webhook recording.trashed': 'move cloud recordings to the trash',
  'webhook recording.batch_trashed': 'move cloud recordings to the trash',
  'webhook meeting.created': 'create a meeting',
  'webhook meeting.deleted': 'delete a meeting',
  'webhook team_chat.file_downloaded': 'download a chat file',
  'webhook app_deauthorized': 'remove an app',
};

/** Zoom's names are not of one grammar. */
const VERBS: Readonly<Record<string, string>> = {
  gets: 'get',
  creates: 'create',
  updates: 'update',
  deletes: 'delete',
  retrieves: 'retrieve',
};

/** Operations of these products bear the same names as those of meetings. */
const AREAS: Readonly<Record<string, string>> = {
  phone: 'Zoom Phone',
  metrics: 'dashboard',
  videosdk: 'Video SDK',
  commerce: 'partner sales',
};

/**
 * What an operation does, in a few plain words that follow "to": `list cloud recordings`. For one that nobody has
 * documented, `call GET /x`.
 */
export function describeOperation(operation: string): string {
  if (isLedgerOperation(operation)) return describeOperation(calledBy(operation));
  const phrase = Object.hasOwn(PHRASES, operation) ? PHRASES[operation] : undefined;
  if (phrase !== undefined) return phrase;
  const [kind = '', what = ''] = operation.split(' ', 2);
  if (isQuotaOperation(operation)) return `use up the account's quota (${quotaOf(operation)} a day)`;
  if (kind === 'activity') return what.replaceAll('_', ' ');
  const changes = changesNamed(operation);
  if (changes.length > 0) return `lower a guard (${changes.join(', ').replaceAll('_', ' ')})`;
  if (kind === 'admin') return `make an admin's change (${what.replaceAll('_', ' ').replace('.', ': ')})`;
  if (kind === 'aws' || kind === 'api') return `call ${what}${kind === 'aws' ? ' of AWS' : ''}`;
  if (operation.startsWith('webhook ')) return `cause Zoom's event ${operation.slice('webhook '.length)}`;
  const [method = '', template = ''] = operation.split(' ', 2);
  const path = withoutAccount(template);
  if (isAccountTwin(template)) return `${describeOperation(`${method} ${path}`)} in a sub account`;
  const name = endpointOf(path)?.methods.get(method);
  if (name === undefined) return `call ${operation}`;
  const area = AREAS[path.split('/')[1] ?? ''];
  return area === undefined ? sentence(name) : `${sentence(name)} (${area})`;
}

/** `listBYOCSIPTrunks` → `list BYOCSIP trunks`. */
function sentence(name: string): string {
  const words =
    name.replaceAll('QoS', 'Qos').match(/[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]+(?=[A-Z])|[A-Z]|\d+/g) ?? [];
  const [verb = '', ...rest] = words.map((word) => (/^[A-Z]{2,}s?$/.test(word) ? word : word.toLowerCase()));
  return [VERBS[verb] ?? verb, ...rest].join(' ');
}
