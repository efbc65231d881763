import { withoutAccount } from './operation-path.ts';

/** What a call gives whoever makes it, should it be a thief. */
export type Impact = 'none' | 'recon' | 'exfiltration' | 'persistence' | 'destruction';

type Rule = readonly [methods: RegExp, template: RegExp, impact: Impact];

/**
 * Zoom's endpoints by what they give, the first rule that fits. The classes are this project's reading of the API
 * reference; `persistence` takes in every foothold: new users, roles, apps and secrets, a lowered guard, and
 * tokens or messages in somebody else's name.
 */
const RULES: readonly Rule[] = [
  // Footholds that happen to be removals or reads.
  [/^(?:POST|PUT|PATCH|DELETE)$/, /^\/marketplace\/app\/event_subscription/, 'persistence'],
  [/^GET$/, /^\/users\/\{userId\}\/token$|^\/users\/me\/zak$/, 'persistence'],
  [/^DELETE$/, /\/settings\/virtual_backgrounds$|\/reminder$|\/members\/me$|\/picture$|\/schedule\//, 'none'],
  [/^DELETE$/, /./, 'destruction'],
  [/^PUT$/, /^\/users\/\{userId\}\/status$/, 'destruction'],

  [
    /^POST$/,
    /^\/users$|^\/scim2\/|^\/accounts$|^\/roles(?:$|\/)|^\/phone\/roles\/|^\/groups\/\{groupId\}\/(?:admins|members)$/,
    'persistence',
  ],
  [
    /^(?:PUT|PATCH)$/,
    /^\/scim2\/|^\/roles\/|^\/phone\/roles\/|^\/groups\/\{groupId\}\/members\//,
    'persistence',
  ],
  [/^POST$/, /^\/users\/\{userId\}\/(?:assistants|schedulers)$/, 'persistence'],
  [/^PUT$/, /^\/users\/\{userId\}\/(?:email|password)$|^\/accounts\/\{accountId\}\/owner$/, 'persistence'],
  [/^PATCH$/, /^\/users\/\{userId\}$/, 'persistence'],
  [/^(?:POST|PUT|PATCH)$/, /\/(?:lock_settings|settings|managed_domains|trusted_domains)$/, 'persistence'],
  [
    /^(?:POST|PUT|PATCH)$/,
    /^\/marketplace\/|^\/information_barriers\/|^\/chat\/spaces\/\{spaceId\}\/(?:admins|owner)$|\/channels\/\{channelId\}\/admins$/,
    'persistence',
  ],
  [
    /^(?:POST|PUT)$/,
    /^\/chat\/users\/\{userId\}\/messages|^\/im\/.*\/messages|^\/phone\/sms\/messages$|^\/chat\/migration\//,
    'persistence',
  ],

  [
    /^GET$/,
    /^\/rec\/|recordings?(?:\/|$)|\/transcript$|archive_files|meeting_summar(?:y|ies)$/,
    'exfiltration',
  ],
  [
    /^GET$/,
    /^\/chat\/(?:users\/\{userId\}\/(?:messages|channels|sessions)|channels|legalhold|files|forwarded_message|messages)/,
    'exfiltration',
  ],
  [/^GET$/, /^\/(?:past_meetings|past_webinars|report|metrics)(?:\/|$)/, 'exfiltration'],
  [/^GET$/, /\/(?:registrants|participants|panelists|qa|polls|answers|absentees)(?:$|\/)/, 'exfiltration'],
  [/^GET$/, /^\/(?:meetings|webinars)\/\{\w+\}\/(?:invitation|token|jointoken\/)/, 'exfiltration'],
  [
    /^GET$/,
    /^\/phone\/.*(?:call_history|call_logs|voice_mail|recording|sms\/|fax|ai_call_summary|call_history_detail)/,
    'exfiltration',
  ],
  [/^GET$/, /^\/videosdk\/(?:report|sessions)|^\/contacts/, 'exfiltration'],
  [
    /^(?:POST|PUT|PATCH)$/,
    /livestream|\/recordings\/(?:.*\/)?(?:status|registrants|settings)|\/invite_links$|\/stream_ingestions/,
    'exfiltration',
  ],
  [/^(?:PUT|POST)$/, /\/registrants\/status$/, 'exfiltration'],

  [
    /^GET$/,
    /^\/(?:users|groups|roles|scim2|im\/groups|divisions|accounts|marketplace|information_barriers|tracking_fields|devices|h323|sip_phones|rooms|contact_center)(?:\/|$)/,
    'recon',
  ],
  [/^GET$/, /^\/(?:meetings|webinars)\/\{\w+\}$|\/(?:meetings|webinars|upcoming_meetings)$/, 'recon'],
  [
    /^GET$/,
    /^\/phone\/(?:users|numbers|sites|settings|account_settings|roles|devices|external_contacts)/,
    'recon',
  ],
];

/** The impact of one call, by its method and the template of its path. */
export function impactOf(method: string | null, template: string): Impact {
  if (method === null) return 'none';
  const path = withoutAccount(template);
  return RULES.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2] ?? 'none';
}

const EVENT_RULES: readonly (readonly [RegExp, Impact])[] = [
  [
    /(?:^|[._])(?:deleted|permanently_deleted|trashed|deactivated|disassociated|batch_deleted|batch_trashed)$/,
    'destruction',
  ],
  [/^user\.(?:created|invitation_accepted|updated|settings_updated|activated)$/, 'persistence'],
  [/^(?:role|group|account|information_barriers|app|app_\w+)(?:\.|$)/, 'persistence'],
  [
    /\.(?:live_streaming_started|file_downloaded|chat_message_file_downloaded|recovered|batch_recovered)$/,
    'exfiltration',
  ],
];

/** The impact of what a webhook reports, by the event's name. */
export const eventImpact = (event: string): Impact =>
  EVENT_RULES.find(([events]) => events.test(event))?.[1] ?? 'none';

const ADMIN_RULES: readonly (readonly [RegExp, Impact])[] = [
  [/\.(?:\w+_)?(?:delete|remove|deactivate|unlink|disassociate|trash)d?(?:_|$)/, 'destruction'],
  [
    /^(?:account|user|user_settings|user_group|group|role|sub_account|im|security|single_sign_on)\./,
    'persistence',
  ],
  [/^recording\.(?:\w+_)?(?:download|share|export|recover)/, 'exfiltration'],
];

/** The impact of what Zoom's admin operation log names, such as `user_group.update`. What was set to what is not in it. */
export const adminImpact = (operation: string): Impact =>
  ADMIN_RULES.find(([operations]) => operations.test(operation))?.[1] ?? 'none';
