import type { AdminChange } from './admin-change.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Zoom's names of settings (API reference, account settings), and what it means to lower them. */
const GUARDS: readonly (readonly [RegExp, AdminChange])[] = [
  [/two_factor/, 'two_factor_off'],
  [/^(?:sign_again_period_for_inactivity|auto_sign_out)/, 'sign_out_off'],
  [/^require_password_for_scheduling_new_meetings$/, 'meeting_passcode_off'],
  [
    /recording.*(?:password|passcode|authentication)|^(?:required_password_for_existing_cloud_recordings)$/,
    'recording_guard_off',
  ],
  [/password|passcode/, 'passcode_off'],
];
const DEEPEST = 4;
const MOST = 500;

/**
 * The guards that an event of settings says were lowered: the counterpart, by webhook, of what the admin operation log
 * says in words. Settings that are not in both the new and the old object are not compared.
 *
 * @param event such as `account.settings_updated`
 */
export function changesReported(event: string, now: unknown, before: unknown): AdminChange[] {
  if (event === 'group.admin_added') return ['role_raised'];
  if (!/^(?:account|group|user)\.(?:lock_)?settings_updated$/.test(event)) return [];
  const unlocked = event.includes('.lock_settings_');
  const old = flat(before);
  const found = new Set<AdminChange>();
  for (const [name, value] of flat(now)) {
    if (!isLowered(old.get(name), value)) continue;
    const guard = unlocked
      ? 'lock_removed'
      : GUARDS.find(([names]) => names.test(name.split('.').at(-1)!))?.[1];
    if (guard !== undefined) found.add(guard);
  }
  return [...found];
}

const isLowered = (before: unknown, after: unknown): boolean =>
  (before === true && after === false) ||
  (typeof before === 'string' && before !== 'none' && after === 'none') ||
  (typeof before === 'number' && before > 0 && after === 0);

/** Every single setting by its path, `schedule_meeting.meeting_authentication`. */
function flat(
  settings: unknown,
  prefix = '',
  found = new Map<string, unknown>(),
  depth = 0,
): Map<string, unknown> {
  if (typeof settings !== 'object' || settings === null || depth > DEEPEST) return found;
  for (const [name, value] of Object.entries(settings as Settings)) {
    if (found.size >= MOST) break;
    if (typeof value === 'object') flat(value, `${prefix}${name}.`, found, depth + 1);
    else found.set(`${prefix}${name}`, value);
  }
  return found;
}
