import type { Site } from './archetypes/build.ts';
import { ciRunners, developer, dormant, supportTeam } from './archetypes/people.ts';
import { cron, lowVolume, monthlyReport, nightlyBatch } from './archetypes/scheduled.ts';
import { businessHours, highVolume, serverless, service, vendor } from './archetypes/services.ts';
import type { ArchetypeName, Owner } from './owner.ts';

/** Who owns credentials, and how often: rough shares of what a company of some size has. */
export const ARCHETYPES: Readonly<Record<ArchetypeName, { share: number; make: (site: Site) => Owner }>> = {
  cron: { share: 14, make: cron },
  nightly_batch: { share: 9, make: nightlyBatch },
  business_hours: { share: 17, make: businessHours },
  service: { share: 14, make: service },
  serverless: { share: 9, make: serverless },
  ci_runners: { share: 6, make: ciRunners },
  developer: { share: 8, make: developer },
  support_team: { share: 5, make: supportTeam },
  high_volume: { share: 2, make: highVolume },
  low_volume: { share: 6, make: lowVolume },
  monthly_report: { share: 4, make: monthlyReport },
  vendor: { share: 6, make: vendor },
  dormant: { share: 4, make: dormant },
};
