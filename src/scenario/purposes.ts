import type { OperationName } from './operations.ts';

/** What a program is for: the calls it lives on, and those it makes once in a while. */
export interface Purpose {
  readonly label: string;
  readonly core: readonly OperationName[];
  readonly rare: readonly OperationName[];
  /** What it would grow next: one or two product areas. */
  readonly next: readonly OperationName[];
}

/** Purposes by name; the core is ordered, the most frequent call first. */
export const PURPOSES = {
  crmSync: {
    label: 'CRM sync',
    core: ['userMeetings', 'meeting', 'pastParticipants', 'registrants', 'user', 'users'],
    rare: ['pastMeeting', 'pastInstances', 'meetingPolls', 'trackingFields', 'addRegistrant'],
    next: ['webinar', 'webinarRegistrants', 'webinarParticipants'],
  },
  recordingArchiver: {
    label: 'Recording archiver',
    core: ['download', 'meetingRecordings', 'userRecordings', 'users', 'deleteRecording'],
    rare: ['recordingSettings', 'accountRecordings', 'deleteRecordings', 'user'],
    next: ['transcript', 'meetingSummary', 'archiveFiles'],
  },
  hrProvisioning: {
    label: 'HR provisioning',
    core: ['user', 'updateUser', 'users', 'groupMembers', 'createUser', 'addGroupMembers', 'groups'],
    rare: ['deleteUser', 'userStatus', 'removeGroupMember', 'userEmail', 'roles', 'updateUserSettings'],
    next: ['phoneUsers', 'phoneUser', 'phoneNumbers'],
  },
  usageReport: {
    label: 'Usage reporting',
    core: ['reportUserMeetings', 'reportUsers', 'reportDaily', 'reportParticipants', 'users'],
    rare: ['reportRecordings', 'billingReport', 'reportTelephone', 'groups', 'usersSummary'],
    next: ['metricsMeetings', 'metricsMeeting', 'metricsParticipants'],
  },
  calendar: {
    label: 'Calendar scheduling',
    core: ['createMeeting', 'meeting', 'updateMeeting', 'user', 'deleteMeeting', 'userSettings'],
    rare: ['invitation', 'userUpcoming', 'addAssistant', 'userAssistants', 'me'],
    next: ['rooms', 'room', 'updateRoom'],
  },
  webinarMarketing: {
    label: 'Webinar marketing',
    core: ['addWebinarRegistrant', 'webinarRegistrants', 'webinar', 'webinarParticipants', 'userWebinars'],
    rare: ['webinarPanelists', 'webinarAbsentees', 'createWebinar', 'trackingFields'],
    next: ['registrants', 'addRegistrant', 'meetingPolls'],
  },
  phoneAnalytics: {
    label: 'Phone analytics',
    core: ['callHistory', 'callLog', 'callLogs', 'phoneUsers', 'phoneRecordings'],
    rare: ['phoneDownload', 'callQueues', 'phoneNumbers', 'phoneNumber', 'phoneUser'],
    next: ['contacts', 'user', 'users'],
  },
  chatCompliance: {
    label: 'Chat compliance archive',
    core: ['chatMessages', 'chatSession', 'chatSessions', 'users', 'chatChannels'],
    rare: ['chatMembers', 'user', 'archiveFiles'],
    next: ['transcript', 'meetingSummary', 'meetingRecordings'],
  },
  roomMonitoring: {
    label: 'Room monitoring',
    core: ['metricsRooms', 'metricsRoom', 'rooms', 'roomDevices'],
    rare: ['room', 'updateRoom', 'metricsMeetings'],
    next: ['metricsQos', 'metricsParticipants'],
  },
  supportDesk: {
    label: 'Support desk tool',
    core: ['user', 'userSettings', 'userMeetings', 'metricsMeeting', 'metricsQos', 'users', 'meeting'],
    rare: [
      'updateUserSettings',
      'userPermissions',
      'updateUser',
      'groupMembers',
      'metricsParticipants',
      'userRecordings',
    ],
    next: ['phoneUser', 'callLogs'],
  },
  securityAudit: {
    label: 'Security audit',
    core: ['reportActivities', 'reportOperations', 'users'],
    rare: ['roles', 'roleMembers', 'accountSettings', 'lockSettings', 'apps', 'groups'],
    next: ['subscriptions', 'app'],
  },
  learning: {
    label: 'Learning platform',
    core: ['meeting', 'createMeeting', 'user', 'pastParticipants', 'meetingRecordings', 'userMeetings'],
    rare: ['updateMeeting', 'deleteMeeting', 'meetingPolls', 'registrants', 'invitation'],
    next: ['meetingSummary', 'transcript'],
  },
  liveQuality: {
    label: 'Call quality dashboard',
    core: ['metricsMeetings', 'metricsParticipants', 'metricsQos', 'metricsMeeting'],
    rare: ['metricsRooms', 'users', 'user'],
    next: ['reportDaily', 'reportUsers'],
  },
  healthCheck: {
    label: 'Health check',
    core: ['me'],
    rare: ['users', 'subscriptions'],
    next: ['usersSummary', 'accountSettings'],
  },
  presenceBoard: {
    label: 'Presence board',
    core: ['userPresence', 'user'],
    rare: ['users', 'groupMembers', 'groups'],
    next: ['sendMessage', 'chatChannels'],
  },
  videoSdk: {
    label: 'Video SDK backend',
    core: ['sdkCreate', 'sdkSession', 'sdkUsers', 'sdkSessions'],
    rare: ['sdkRecordings'],
    next: ['sdkRecordings'],
  },
  integrationTests: {
    label: 'Integration tests',
    core: ['createMeeting', 'meeting', 'deleteMeeting', 'me', 'user', 'updateMeeting'],
    rare: ['userSettings', 'users', 'registrants', 'addRegistrant', 'createWebinar', 'webinar'],
    next: ['meetingRecordings', 'userRecordings'],
  },
  exploration: {
    label: 'Developer sandbox',
    core: ['me', 'users', 'user', 'userMeetings', 'meeting', 'createMeeting', 'meetingRecordings'],
    rare: [
      'roles',
      'groups',
      'accountSettings',
      'reportDaily',
      'webinar',
      'chatChannels',
      'subscriptions',
      'deleteMeeting',
    ],
    next: ['phoneUsers', 'callHistory', 'rooms'],
  },
} as const satisfies Record<string, Purpose>;

export type PurposeName = keyof typeof PURPOSES;
