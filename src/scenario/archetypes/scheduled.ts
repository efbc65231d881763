import { MINUTE } from '../../core/time.ts';
import { logUniform } from '../distributions.ts';
import type { Owner } from '../owner.ts';
import type { PurposeName } from '../purposes.ts';
import { PURPOSES } from '../purposes.ts';
import type { Random } from '../random.ts';
import {
  everyDay,
  onDates,
  onLastOfMonth,
  onWeekdays,
  type Timetable,
  timetable,
  together,
} from '../rhythm.ts';
import { buildOwner, drawHours, type Site } from './build.ts';
import { fixedPlace } from './places.ts';

/** One machine with a crontab: 1 to 24 runs a day, at the same minutes, a few calls each. */
export function cron(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const everyHours = random.pick([1, 2, 3, 4, 6, 8, 12, 24]);
  const purpose = random.pick<PurposeName>([
    'healthCheck',
    'roomMonitoring',
    'usageReport',
    'hrProvisioning',
    'crmSync',
    'securityAudit',
    'presenceBoard',
  ]);
  const most = random.chance(0.5) ? 1 : random.integer(2, 12);
  const fixed = random.chance(0.6);
  const plan: Timetable = {
    zone: random.chance(0.6) ? 'UTC' : hours.zone,
    minutes: everySoManyHours(everyHours, random),
    on: random.chance(0.85) ? everyDay : onWeekdays(0, 1, 2, 3, 4),
    calls: fixed ? [most, most] : [1, Math.max(2, most)],
    pace: random.uniform(0.3, 3),
    splay: random.chance(0.8) ? random.uniform(0, 20) : random.uniform(60, 600),
  };
  const owner = { archetype: 'cron', purpose, hours, addressPerRun: true, tokenPerRun: true } as const;
  return buildOwner(site, {
    ...owner,
    ...fixedPlace(site, random.chance(0.8) ? 1 : 2),
    callsPerDay: plan.minutes.length * (fixed ? most : 1 + most / 2),
    rhythm: timetable(plan, random.fork('timetable')),
    ...(most === 1 ? { single: PURPOSES[purpose].core[0] } : {}),
  });
}

/** A batch in the small hours, longer on one night of the week for some. */
export function nightlyBatch(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const calls = Math.round(Math.min(site.maxCallsPerDay, logUniform(random, 40, 6_000)));
  const plan: Timetable = {
    zone: random.chance(0.5) ? 'UTC' : hours.zone,
    minutes: [random.integer(0, 5) * 60 + random.pick([0, 0, 5, 10, 15, 30, 45])],
    on: random.chance(0.75) ? everyDay : onWeekdays(1, 2, 3, 4, 5),
    calls: [Math.round(calls * 0.7), Math.round(calls * 1.9)],
    pace: random.uniform(0.12, 0.9),
    splay: random.uniform(0, 90),
  };
  const weekly: Timetable = { ...plan, on: onWeekdays(random.integer(5, 6)), calls: [calls * 2, calls * 3] };
  const nightly = timetable(plan, random.fork('timetable'));
  return buildOwner(site, {
    archetype: 'nightly_batch',
    purpose: random.pick([
      'usageReport',
      'hrProvisioning',
      'recordingArchiver',
      'chatCompliance',
      'phoneAnalytics',
      'securityAudit',
      'crmSync',
    ]),
    callsPerDay: calls,
    hours,
    ...fixedPlace(site, random.integer(1, 2)),
    addressPerRun: true,
    tokenPerRun: true,
    rhythm: random.chance(0.3) ? together(nightly, timetable(weekly, random.fork('weekly'))) : nightly,
  });
}

/** About one call a day, by a script that nobody remembers. */
export function lowVolume(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const plan: Timetable = {
    zone: hours.zone,
    minutes: [random.integer(0, 1_439)],
    on: random.chance(0.6)
      ? everyDay
      : onWeekdays(...random.shuffle([0, 1, 2, 3, 4]).slice(0, random.integer(1, 3))),
    calls: random.chance(0.7) ? [1, 1] : [1, 3],
    pace: 2,
    // Started by hand, or by another job that takes its time.
    splay: random.chance(0.5) ? 30 : (random.uniform(5, 90) * MINUTE) / 1_000,
  };
  const purpose = random.pick<PurposeName>(['healthCheck', 'usageReport', 'securityAudit']);
  return buildOwner(site, {
    archetype: 'low_volume',
    purpose,
    callsPerDay: 1,
    hours,
    ...fixedPlace(site, 1),
    addressPerRun: true,
    tokenPerRun: true,
    rhythm: timetable(plan, random.fork('timetable')),
    ...(random.chance(0.6) ? { single: PURPOSES[purpose].core[0] } : {}),
  });
}

/** Reports at the turn of the month, and sometimes a small one each Monday. */
export function monthlyReport(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const calls = Math.round(logUniform(random, 30, 900));
  const atTurn: Timetable = {
    zone: hours.zone,
    minutes: [random.integer(6, 9) * 60],
    on: random.weighted([
      [onDates(1), 4],
      [onDates(1, 2, 3), 2],
      [onDates(1, 15), 2],
      [onLastOfMonth, 2],
    ]),
    calls: [Math.round(calls * 0.8), Math.round(calls * 1.6)],
    pace: random.uniform(0.3, 1.5),
    splay: random.uniform(0, 1_200),
  };
  const mondays: Timetable = { ...atTurn, on: onWeekdays(0), calls: [2, 12] };
  const monthly = timetable(atTurn, random.fork('timetable'));
  return buildOwner(site, {
    archetype: 'monthly_report',
    purpose: 'usageReport',
    callsPerDay: calls / 30,
    hours,
    ...fixedPlace(site, 1),
    addressPerRun: true,
    tokenPerRun: true,
    rhythm: random.chance(0.4) ? together(monthly, timetable(mondays, random.fork('mondays'))) : monthly,
  });
}

function everySoManyHours(hours: number, random: Random): number[] {
  const first = random.integer(0, hours * 60 - 1);
  return Array.from({ length: 24 / hours }, (_, i) => first + i * hours * 60);
}
