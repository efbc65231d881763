import type { Habit, SignalCase } from '../case.ts';

const NOON = '2026-03-02T12:00:00Z';
/** An admin who works on users and groups most days. */
const admin: Habit = {
  days: 56,
  hours: [9, 10, 14],
  from: [],
  calls: 4,
  operations: ['admin user.update', 'admin user_group.update'],
};

export const cases: readonly SignalCase[] = [
  {
    name: 'an admin turns off two-factor sign-in, and the passcode of meetings',
    habits: [admin],
    at: NOON,
    deeds: [
      { from: '198.51.100.10', calls: 3 },
      {
        from: '198.51.100.10',
        calls: 1,
        minute: 30,
        operations: ['admin account.update meeting_passcode_off+two_factor_off'],
      },
    ],
    expect: { breaks: 'high' },
  },
  {
    name: 'somebody becomes an admin, in the first hour that anything is known',
    habits: [],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 1, operations: ['admin user.batch_update role_raised'] }],
    expect: { breaks: 'medium' },
  },
  {
    name: 'users are deleted by the dozen',
    habits: [admin],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 30, operations: ['admin user.delete', 'webhook user.deleted'] }],
    expect: { breaks: 'high' },
  },
  {
    name: 'three people leave the company',
    habits: [admin],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 3, operations: ['admin user.delete'] }],
    expect: { silent: 1 },
  },
  {
    name: 'settings that guard nothing',
    habits: [admin],
    at: NOON,
    deeds: [
      { from: '198.51.100.10', calls: 12, operations: ['admin account.update', 'admin user_group.add'] },
    ],
    expect: { silent: 1 },
  },
  {
    name: 'an application deletes meetings, which is no admin at all',
    habits: [admin],
    at: NOON,
    deeds: [{ from: '198.51.100.10', calls: 200, operations: ['DELETE /meetings/{meetingId}'] }],
    expect: { silent: 1 },
  },
];
