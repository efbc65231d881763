import type { IdKind } from './directory.ts';

/** One call of Zoom's REST API that programs in this repository's scenarios make. */
export interface ApiOperation {
  readonly method: string;
  /** Path template below the host, `{user}` and the like standing for identifiers. */
  readonly template: string;
  /** Literal parts and identifiers in turn: literal, id, literal, … */
  readonly literals: readonly string[];
  readonly ids: readonly IdKind[];
  readonly host: string;
  readonly query: string;
  /** Medians of the response in bytes and of the time it takes, ms. */
  readonly bytes: number;
  readonly duration: number;
}

const KB = 1_000;
const MB = 1_000_000;

/**
 * Operations by short name. Paths from Zoom's reference; sizes and times are ours, by the order of magnitude that
 * the kind of answer has.
 */
const CATALOGUE = {
  me: get('/v2/users/me', 1 * KB),
  users: get('/v2/users', 90 * KB, '?status=active&page_size=300', 420),
  user: get('/v2/users/{user}', 2 * KB),
  userSettings: get('/v2/users/{user}/settings', 9 * KB),
  userPermissions: get('/v2/users/{user}/permissions', 3 * KB),
  userMeetings: get('/v2/users/{user}/meetings', 14 * KB, '?type=scheduled&page_size=100', 260),
  userUpcoming: get('/v2/users/{user}/upcoming_meetings', 8 * KB),
  userWebinars: get('/v2/users/{user}/webinars', 6 * KB),
  userRecordings: get('/v2/users/{user}/recordings', 22 * KB, '?page_size=100', 380),
  userAssistants: get('/v2/users/{user}/assistants', 1 * KB),
  userPresence: get('/v2/users/{user}/presence_status', 300),
  userToken: get('/v2/users/{user}/token', 1 * KB),
  zak: get('/v2/users/me/zak', 1 * KB),
  usersSummary: get('/v2/users/summary', 1 * KB),
  createUser: call('POST', '/v2/users', 600, 480),
  updateUser: call('PATCH', '/v2/users/{user}', 0, 320),
  updateUserSettings: call('PATCH', '/v2/users/{user}/settings', 0, 300),
  userStatus: call('PUT', '/v2/users/{user}/status', 0, 300),
  userEmail: call('PUT', '/v2/users/{user}/email', 0, 320),
  deleteUser: call('DELETE', '/v2/users/{user}', 0, 400),
  addAssistant: call('POST', '/v2/users/{user}/assistants', 200, 250),

  createMeeting: call('POST', '/v2/users/{user}/meetings', 3 * KB, 520),
  meeting: get('/v2/meetings/{meeting}', 4 * KB),
  updateMeeting: call('PATCH', '/v2/meetings/{meeting}', 0, 380),
  deleteMeeting: call('DELETE', '/v2/meetings/{meeting}', 0, 300),
  invitation: get('/v2/meetings/{meeting}/invitation', 2 * KB),
  registrants: get('/v2/meetings/{meeting}/registrants', 18 * KB, '?page_size=300', 260),
  addRegistrant: call('POST', '/v2/meetings/{meeting}/registrants', 700, 350),
  meetingPolls: get('/v2/meetings/{meeting}/polls', 3 * KB),
  meetingSummary: get('/v2/meetings/{uuid}/meeting_summary', 12 * KB),
  liveToken: get('/v2/meetings/{meeting}/jointoken/live_streaming', 1 * KB),
  pastMeeting: get('/v2/past_meetings/{uuid}', 1 * KB),
  pastParticipants: get('/v2/past_meetings/{uuid}/participants', 16 * KB, '?page_size=300', 300),
  pastInstances: get('/v2/past_meetings/{meeting}/instances', 2 * KB),

  accountRecordings: get('/v2/accounts/me/recordings', 60 * KB, '?page_size=300', 600),
  meetingRecordings: get('/v2/meetings/{uuid}/recordings', 6 * KB),
  recordingSettings: get('/v2/meetings/{meeting}/recordings/settings', 1 * KB),
  transcript: get('/v2/meetings/{uuid}/transcript', 55 * KB),
  deleteRecordings: call('DELETE', '/v2/meetings/{uuid}/recordings', 0, 450),
  deleteRecording: call('DELETE', '/v2/meetings/{uuid}/recordings/{file}', 0, 420),
  download: { ...get('/rec/download/{file}', 60 * MB, '', 9_000), host: 'zoom.us' },
  archiveFiles: get('/v2/archive_files', 40 * KB, '?page_size=300', 500),

  webinar: get('/v2/webinars/{meeting}', 5 * KB),
  createWebinar: call('POST', '/v2/users/{user}/webinars', 4 * KB, 600),
  webinarRegistrants: get('/v2/webinars/{meeting}/registrants', 40 * KB, '?page_size=300', 340),
  addWebinarRegistrant: call('POST', '/v2/webinars/{meeting}/registrants', 700, 350),
  webinarPanelists: get('/v2/webinars/{meeting}/panelists', 3 * KB),
  webinarParticipants: get('/v2/past_webinars/{meeting}/participants', 45 * KB, '?page_size=300', 360),
  webinarAbsentees: get('/v2/past_webinars/{meeting}/absentees', 20 * KB),

  reportDaily: get('/v2/report/daily', 6 * KB, '?year=2025&month=6', 700),
  reportUsers: get('/v2/report/users', 55 * KB, '?type=active&page_size=300', 900),
  reportUserMeetings: get('/v2/report/users/{user}/meetings', 15 * KB, '?page_size=300', 620),
  reportParticipants: get('/v2/report/meetings/{uuid}/participants', 30 * KB, '?page_size=300', 700),
  reportRecordings: get('/v2/report/cloud_recording', 9 * KB, '', 800),
  reportActivities: get('/v2/report/activities', 45 * KB, '?page_size=300', 800),
  reportOperations: get('/v2/report/operationlogs', 50 * KB, '?page_size=300', 850),
  reportTelephone: get('/v2/report/telephone', 20 * KB, '', 800),
  metricsMeetings: get('/v2/metrics/meetings', 60 * KB, '?type=live&page_size=100', 900),
  metricsMeeting: get('/v2/metrics/meetings/{uuid}', 3 * KB),
  metricsParticipants: get('/v2/metrics/meetings/{uuid}/participants', 40 * KB, '', 800),
  metricsQos: get('/v2/metrics/meetings/{uuid}/participants/qos', 90 * KB, '', 1_100),
  metricsRooms: get('/v2/metrics/zoomrooms', 30 * KB, '', 800),
  metricsRoom: get('/v2/metrics/zoomrooms/{app}', 4 * KB),
  rooms: get('/v2/rooms', 25 * KB, '?page_size=300'),
  room: get('/v2/rooms/{app}', 2 * KB),
  roomDevices: get('/v2/rooms/{app}/devices', 3 * KB),
  updateRoom: call('PATCH', '/v2/rooms/{app}', 0, 300),

  groups: get('/v2/groups', 4 * KB),
  groupMembers: get('/v2/groups/{group}/members', 30 * KB, '?page_size=300'),
  addGroupMembers: call('POST', '/v2/groups/{group}/members', 400, 350),
  removeGroupMember: call('DELETE', '/v2/groups/{group}/members/{user}', 0, 300),
  roles: get('/v2/roles', 2 * KB),
  roleMembers: get('/v2/roles/{role}/members', 5 * KB),
  addRoleMember: call('POST', '/v2/roles/{role}/members', 300, 350),
  createRole: call('POST', '/v2/roles', 500, 350),
  accountSettings: get('/v2/accounts/me/settings', 16 * KB),
  lockSettings: get('/v2/accounts/me/lock_settings', 8 * KB),
  updateAccountSettings: call('PATCH', '/v2/accounts/me/settings', 0, 500),
  billingReport: get('/v2/report/billing', 3 * KB, '', 600),

  chatChannels: get('/v2/chat/users/{user}/channels', 12 * KB, '?page_size=50'),
  chatMessages: get('/v2/chat/users/{user}/messages', 45 * KB, '?page_size=50', 340),
  chatMembers: get('/v2/chat/channels/{channel}/members', 9 * KB),
  chatSessions: get('/v2/report/chat/sessions', 20 * KB, '?page_size=300', 500),
  chatSession: get('/v2/report/chat/sessions/{channel}', 35 * KB, '', 450),
  sendMessage: call('POST', '/v2/chat/users/{user}/messages', 200, 260),
  contacts: get('/v2/contacts', 10 * KB),

  phoneUsers: get('/v2/phone/users', 35 * KB, '?page_size=100'),
  phoneUser: get('/v2/phone/users/{user}', 3 * KB),
  callHistory: get('/v2/phone/call_history', 60 * KB, '?page_size=300', 500),
  callLogs: get('/v2/phone/users/{user}/call_logs', 20 * KB, '?page_size=100'),
  callLog: get('/v2/phone/call_logs/{guid}', 2 * KB),
  phoneRecordings: get('/v2/phone/recordings', 30 * KB, '?page_size=100', 450),
  phoneDownload: get('/v2/phone/recording/download/{file}', 900 * KB, '', 1_500),
  phoneNumbers: get('/v2/phone/numbers', 15 * KB),
  phoneNumber: get('/v2/phone/numbers/{phoneNumber}', 1 * KB),
  callQueues: get('/v2/phone/call_queues', 8 * KB),

  sdkSessions: get('/v2/videosdk/sessions', 20 * KB, '?type=past&page_size=100'),
  sdkSession: get('/v2/videosdk/sessions/{uuid}', 2 * KB),
  sdkUsers: get('/v2/videosdk/sessions/{uuid}/users', 6 * KB),
  sdkCreate: call('POST', '/v2/videosdk/sessions', 600, 300),
  sdkRecordings: get('/v2/videosdk/recordings', 25 * KB),

  apps: get('/v2/marketplace/apps', 12 * KB, '?type=account_created'),
  app: get('/v2/marketplace/apps/{app}', 3 * KB),
  subscriptions: get('/v2/marketplace/app/event_subscription', 3 * KB),
  createSubscription: call('POST', '/v2/marketplace/app/event_subscription', 600, 300),
  rotateSecret: call('POST', '/v2/marketplace/apps/{app}/rotate_client_secret', 400, 300),
  trackingFields: get('/v2/tracking_fields', 2 * KB),

  mintToken: {
    ...call('POST', '/oauth/token', 900, 180),
    host: 'zoom.us',
    query: '?grant_type=account_credentials',
  },
} satisfies Record<string, ApiOperation>;

export type OperationName = keyof typeof CATALOGUE;
export const OPERATIONS: Readonly<Record<OperationName, ApiOperation>> = CATALOGUE;

function get(template: string, bytes: number, query = '', duration = 180): ApiOperation {
  return { ...call('GET', template, bytes, duration), query };
}

function call(method: string, template: string, bytes: number, duration: number): ApiOperation {
  const parts = template.split(/[{}]/);
  return {
    method,
    template,
    literals: parts.filter((_, index) => index % 2 === 0),
    ids: parts.filter((_, index) => index % 2 === 1) as IdKind[],
    host: 'api.zoom.us',
    query: '',
    bytes,
    duration,
  };
}
