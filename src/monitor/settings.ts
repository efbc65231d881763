import type { Budget } from '../core/budget-text.ts';

/** What detection takes from the settings of the installation. */
export interface DetectionSettings {
  readonly budget: Budget;
  /** IANA zone of the local week. */
  readonly timeZone: string;
}
