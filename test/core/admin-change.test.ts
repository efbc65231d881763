import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADMIN_CHANGES,
  type AdminChange,
  adminChangesOf,
  changesNamed,
  nameWithChanges,
} from '../../src/core/admin-change.ts';
import { changesReported } from '../../src/core/admin-webhook.ts';
import { describeOperation, operationImpact } from '../../src/core/operation.ts';

interface PantherCase {
  readonly rule_id: string;
  readonly test: string;
  readonly expected_alert: boolean;
  readonly log: {
    readonly action: string;
    readonly category_type: string;
    readonly operation_detail: string;
  };
}

/** What each of Panther's rules looks for, as this project names it. */
const RULES: Readonly<Record<string, AdminChange>> = {
  'Zoom.All.Meetings.Secured.With.One.Option.Disabled': 'meeting_security_off',
  'Zoom.Automatic.Sign.Out.Disabled': 'sign_out_off',
  'Zoom.New.Meeting.Passcode.Required.Disabled': 'meeting_passcode_off',
  'Zoom.PasscodeDisabled': 'passcode_off',
  'Zoom.Sign.In.Method.Modified': 'sign_in_method',
  'Zoom.Sign.In.Requirements.Changed': 'password_rules',
  'Zoom.Two.Factor.Authentication.Disabled': 'two_factor_off',
  'Zoom.User.Promoted.to.Privileged.Role': 'role_raised',
};

const records = readFileSync(new URL('../fixtures/operation-log-events.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as PantherCase);

const changesOf = (category: string, action: string, detail: string): AdminChange[] =>
  adminChangesOf({ category, action, detail });

describe("the records of Panther's rules", () => {
  it('are all there', () => {
    expect(records).toHaveLength(19);
    expect(new Set(records.map(({ rule_id }) => rule_id))).toEqual(new Set(Object.keys(RULES)));
  });

  it.each(records)('$rule_id, "$test": $expected_alert', ({ rule_id, log, expected_alert }) => {
    const found = changesOf(log.category_type, log.action, log.operation_detail);
    expect(found.includes(RULES[rule_id]!)).toBe(expected_alert);
    if (expected_alert) expect(found).toEqual([RULES[rule_id]]);
  });
});

describe('changes beyond those rules', () => {
  it.each([
    [
      'passcode_off',
      'User Group',
      'Update',
      'Edit Group X  - Personal Meeting ID (PMI) Passcode: from On to Off',
    ],
    [
      'meeting_passcode_off',
      'Account',
      'Update',
      'Security  - Require a passcode when scheduling new meetings: from On to Off',
    ],
    [
      'recording_guard_off',
      'Account',
      'Update',
      'Recording  - Require passcode to access shared cloud recordings: from On to Off',
    ],
    [
      'lock_removed',
      'Account',
      'Update',
      'Security  - Require a passcode when scheduling new meetings: from Locked to Unlocked',
    ],
    [
      'sso_off',
      'Single Sign-On',
      'Update',
      'Security  - Require users to sign in with single sign-on: from On to Off',
    ],
    ['role_raised', 'User', 'Update', 'Edit User a@b.example  - Role: from Member to Admin'],
    ['role_raised', 'Role', 'Add', 'Add Role Members  - Role: Admin, a@b.example'],
    ['app_added', 'App', 'Install', 'Install App Mail Merge'],
    ['app_secret', 'App', 'Update', 'App Mail Merge  - Regenerate Client Secret'],
    ['event_subscription', 'App', 'Update', 'App Mail Merge  - Add Event Subscription'],
  ] as const)('%s: %s, %s, %s', (change, category, action, detail) => {
    expect(changesOf(category, action, detail)).toEqual([change]);
  });

  it.each([
    ['User', 'Update', 'Edit User a@b.example  - Role: from Admin to Member'],
    ['User', 'Update', 'Edit User a@b.example  - Department: from Sales to Administration'],
    ['Account', 'Update', 'Security  - Sign in with Two-Factor Authentication: from On to On'],
    ['App', 'Delete', 'App Mail Merge  - Remove Event Subscription'],
    ['Room', 'Update', 'Edit Room  - Passcode: from Off to On'],
  ])('nothing: %s, %s, %s', (category, action, detail) => {
    expect(changesOf(category, action, detail)).toEqual([]);
  });

  it('are all found in one record, and all named', () => {
    const detail =
      'Security  - Sign in with Two-Factor Authentication: from On to Off - Require a passcode when scheduling new meetings: from On to Off';
    const found = changesOf('Account', 'Update', detail);
    expect(found).toEqual(['two_factor_off', 'meeting_passcode_off']);
    const name = nameWithChanges('admin account.update', found);
    expect(name).toBe('admin account.update meeting_passcode_off+two_factor_off');
    expect(changesNamed(name).sort()).toEqual([...found].sort());
    expect(operationImpact(name)).toBe('persistence');
    expect(describeOperation(name)).toContain('two factor off');
  });

  it('are read from whatever text comes, fast', () => {
    const began = performance.now();
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ maxLength: 20_000 }), (category, action, detail) => {
        for (const change of changesOf(category, action, detail))
          expect(ADMIN_CHANGES).toHaveProperty(change);
      }),
    );
    for (const part of ['x - ', ': from ', ' to ', '- a: from On to Off ', 'role ', 'type: '])
      changesOf('role', 'add', part.repeat(50_000));
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('settings that a webhook reports', () => {
  it('are compared with what they were', () => {
    const old = { settings: { security: { sign_in_with_two_factor_auth: 'all' }, meeting: { chat: true } } };
    const now = {
      settings: { security: { sign_in_with_two_factor_auth: 'none' }, meeting: { chat: false } },
    };
    expect(changesReported('account.settings_updated', now, old)).toEqual(['two_factor_off']);
    expect(changesReported('account.settings_updated', old, now)).toEqual([]);
    expect(changesReported('account.settings_updated', now, undefined)).toEqual([]);
    expect(changesReported('meeting.updated', now, old)).toEqual([]);
  });

  it('may be unlocked', () => {
    const locks = (locked: boolean): object => ({ settings: { schedule_meeting: { host_video: locked } } });
    expect(changesReported('account.lock_settings_updated', locks(false), locks(true))).toEqual([
      'lock_removed',
    ]);
  });
});
