import { describe, expect, it } from 'vitest';
import { hoursInWords, hoursOfSchedule, withNeighbours } from '../../src/respond/schedule.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('a schedule', () => {
  it.each([
    ['a morning', { days: ['mon'], from: '08:00', to: '12:00' }, range(8, 12)],
    ['two days', { days: ['tue', 'mon'], from: '08:00', to: '09:00' }, [8, 32]],
    ['a night, into the next day', { days: ['mon'], from: '22:00', to: '06:00' }, range(22, 30)],
    ['a night over the end of the week', { days: ['sun'], from: '23:00', to: '01:00' }, [0, 167]],
    ['up to midnight', { days: ['sun'], from: '20:00', to: '24:00' }, range(164, 168)],
    ['up to midnight, said as 00:00', { days: ['mon'], from: '20:00', to: '00:00' }, range(20, 24)],
    ['around the clock', { days: ['wed'], from: '07:00', to: '07:00' }, range(55, 79)],
    ['a whole day', { days: ['mon'], from: '00:00', to: '24:00' }, range(0, 24)],
    ['hours that are only touched', { days: ['mon'], from: '08:59', to: '10:01' }, [8, 9, 10]],
    ['minutes', { days: ['mon'], from: '08:10', to: '08:20' }, [8]],
    ['a day less ten minutes', { days: ['mon'], from: '08:30', to: '08:20' }, range(8, 33)],
    ['days that are named twice', { days: ['mon', 'mon'], from: '01:00', to: '02:00' }, [1]],
  ] as const)('is %s', (_, schedule, hours) => {
    expect(hoursOfSchedule(schedule)).toEqual(hours);
  });

  it('is said in words, each run of hours once', () => {
    expect(hoursInWords(range(0, 168))).toBe('all week');
    expect(hoursInWords([0, 1, 50, 167])).toBe(
      'Monday 00:00 to Monday 02:00, Wednesday 02:00 to Wednesday 03:00, Sunday 23:00 to Monday 00:00',
    );
  });

  it('has neighbours, around the end of the week too', () => {
    expect(withNeighbours([0])).toEqual([0, 1, 167]);
    expect(withNeighbours([167, 3, 4])).toEqual([0, 2, 3, 4, 5, 166, 167]);
  });
});
