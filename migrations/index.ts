import type { Kysely } from 'kysely';
import * as initial from './0001-initial.ts';
import * as directives from './0002-directives.ts';
import * as calibration from './0003-calibration.ts';
import * as backtest from './0004-backtest.ts';
import * as moderatePeaks from './0005-moderate-peaks.ts';
import * as recentHours from './0006-recent-hours.ts';
import * as collect from './0007-collect.ts';
import * as ledger from './0008-ledger.ts';
import * as quota from './0009-quota.ts';
import * as people from './0010-people.ts';
import * as timeline from './0011-timeline.ts';

export interface SchemaMigration {
  /** Whether a binary that does not know this migration must refuse to run on a schema that has it. */
  readonly breaking: boolean;
  up(db: Kysely<unknown>): Promise<void>;
}

/** Forward only, applied in the order of their names. A released migration never changes. */
export const migrations: Readonly<Record<string, SchemaMigration>> = {
  '0001-initial': { breaking: initial.breaking, up: initial.up },
  '0002-directives': { breaking: directives.breaking, up: directives.up },
  '0003-calibration': { breaking: calibration.breaking, up: calibration.up },
  '0004-backtest': { breaking: backtest.breaking, up: backtest.up },
  '0005-moderate-peaks': { breaking: moderatePeaks.breaking, up: moderatePeaks.up },
  '0006-recent-hours': { breaking: recentHours.breaking, up: recentHours.up },
  '0007-collect': { breaking: collect.breaking, up: collect.up },
  '0008-ledger': { breaking: ledger.breaking, up: ledger.up },
  '0009-quota': { breaking: quota.breaking, up: quota.up },
  '0010-people': { breaking: people.breaking, up: people.up },
  '0011-timeline': { breaking: timeline.breaking, up: timeline.up },
};
