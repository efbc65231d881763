/** What an admin did that lowers a guard or gives power away. */
export const ADMIN_CHANGES = {
  two_factor_off: ['high', 'turned off signing in with two factors'],
  sso_off: ['high', 'turned off single sign-on'],
  users_deleted: ['high', 'deleted users by the dozen'],
  role_raised: ['medium', 'gave a user an admin role'],
  sign_in_method: ['medium', 'changed by which methods users may sign in'],
  password_rules: ['medium', 'changed what a password must be like'],
  sign_out_off: ['medium', 'turned off signing users out after a time'],
  meeting_security_off: ['medium', 'let meetings be held without any security option'],
  meeting_passcode_off: ['medium', 'let new meetings be made without a passcode'],
  passcode_off: ['medium', 'turned off a passcode'],
  recording_guard_off: ['medium', 'lowered the guard of cloud recordings'],
  lock_removed: ['medium', 'unlocked a setting, so that others may change it'],
  app_added: ['medium', 'installed or approved an app'],
  app_secret: ['medium', "changed an app's secret"],
  event_subscription: ['medium', 'subscribed to events of the account'],
} as const satisfies Readonly<Record<string, readonly ['medium' | 'high', string]>>;
export type AdminChange = keyof typeof ADMIN_CHANGES;

const isAdminChange = (name: string): name is AdminChange => Object.hasOwn(ADMIN_CHANGES, name);

/** One record of Zoom's admin operation log. */
export interface AdminRecord {
  /** `category_type`, such as `User Group`. */
  readonly category: string;
  readonly action: string;
  /** `operation_detail`, such as `Security  - Sign in with Two-Factor Authentication: from On to Off`. */
  readonly detail: string;
}

interface SettingChange {
  /** `Security`, `Change Role`, or what precedes the first hyphen. */
  readonly section: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** Longer details are a list of users or rooms: what counts stands at their beginning. */
const LONGEST = 8_192;
const CHANGE = /^(.{1,200}?): from (.{0,160}?) to (.{0,160})$/s;
const OFF = /^(?:off|no|false|disabled?|none|unlocked|not required|optional)$/i;
const PRIVILEGED = /\b(?:admin|administrator|co-owner|owner)\b/i;

/**
 * What a record of the admin operation log says about guards and powers: nothing for the most part. Eight kinds are those of Panther's
 * rules (panther-analysis, zoom_operation_rules), which were written from real records; the rest goes by the wording of the
 * settings' pages.
 */
export function adminChangesOf(record: AdminRecord): AdminChange[] {
  const found = new Set<AdminChange>();
  for (const change of changesIn(record.detail)) {
    const one = ofSetting(record, change);
    if (one !== null) found.add(one);
  }
  const deed = ofDeed(record);
  if (deed !== null) found.add(deed);
  return [...found];
}

function ofSetting({ category }: AdminRecord, change: SettingChange): AdminChange | null {
  const { section, label, before, after } = change;
  if (before === after) return null;
  if (/^change role$/i.test(section) || /\brole$/i.test(label))
    return PRIVILEGED.test(after) && !PRIVILEGED.test(before) ? 'role_raised' : null;
  if (/^sign-?in methods?$/i.test(section)) return 'sign_in_method';
  if (/^sign-?in password requirement/i.test(section)) return 'password_rules';
  if (/unlocked$/i.test(after) || (/\block(?:ed)?\b/i.test(label) && isLowered(change)))
    return 'lock_removed';
  if (!isLowered(change)) return null;
  if (/two-?factor|2fa|multi-?factor/i.test(label)) return 'two_factor_off';
  if (/single sign-?on|\bsso\b/i.test(label)) return 'sso_off';
  if (/automatically sign users out/i.test(label)) return 'sign_out_off';
  if (/secured with one security option/i.test(label)) return 'meeting_security_off';
  if (
    /recording/i.test(`${section} ${label}`) &&
    /passcode|password|authenticat|sign.?in|permission/i.test(label)
  )
    return 'recording_guard_off';
  if (/require a (?:passcode|password) when scheduling new meetings/i.test(label))
    return 'meeting_passcode_off';
  if (/passcode|meeting password/i.test(label)) return 'passcode_off';
  return /single sign-?on|\bsso\b/i.test(category) && /enable/i.test(label) ? 'sso_off' : null;
}

function ofDeed({ category, action, detail }: AdminRecord): AdminChange | null {
  const added = /\b(?:add|create|install|approve|publish|authorize|enable)/i.test(action);
  if (/\b(?:user|role)\b/i.test(category) && /\badd|create|assign/i.test(action) && ROLE_GIVEN.test(detail))
    return 'role_raised';
  if (/event subscription/i.test(`${category} ${detail}`))
    return /delete|remove/i.test(action) ? null : 'event_subscription';
  if (!/\b(?:apps?|marketplace|integration)\b/i.test(category)) return null;
  if (/\b(?:client )?secret\b/i.test(detail) || /rotate|regenerate/i.test(action)) return 'app_secret';
  return added || /\b(?:install|approve|publish)(?:ed)?\b/i.test(detail) ? 'app_added' : null;
}

const ROLE_GIVEN = /\b(?:role|type)\b[^\n]{0,40}?:? [^\n]{0,40}?\b(?:admin|administrator|co-owner|owner)\b/i;

const isLowered = ({ before, after }: SettingChange): boolean =>
  OFF.test(after) && !OFF.test(before) && before !== '';

/** `Section  - Label: from A to B - Label: from C to D` */
function changesIn(detail: string): SettingChange[] {
  const [section = '', ...parts] = detail.slice(0, LONGEST).split(/\s+-\s+/);
  return parts.flatMap((part) => {
    const found = CHANGE.exec(part.trim());
    if (found === null) return [];
    const [, label = '', before = '', after = ''] = found;
    return [{ section: section.trim(), label: label.trim(), before: before.trim(), after: after.trim() }];
  });
}

/**
 * The name under which an admin's operation is stored and learnt: with what it lowered behind it, so that hours know of it and
 * nobody has to keep the wording for that: `admin account.update two_factor_off`.
 */
export const nameWithChanges = (operation: string, changes: readonly AdminChange[]): string =>
  changes.length === 0 ? operation : `${operation} ${[...changes].sort().slice(0, 4).join('+')}`;

/** What an operation's name says was lowered; empty for all but some `admin` ones. */
export function changesNamed(operation: string): AdminChange[] {
  if (!operation.startsWith('admin ') && !operation.startsWith('webhook ')) return [];
  return (operation.split(' ')[2] ?? '').split('+').filter(isAdminChange);
}
