import type { SettingName } from './schema.ts';

// Apart from the settings: whoever only tells of problems need not load what checks them, half a second's work.

export interface SettingProblem {
  readonly name: SettingName;
  /** A whole sentence with the name, what is wrong and an example. */
  readonly message: string;
}

/** All that is wrong with the settings at once, so that they can be mended in one go. */
export class SettingsError extends Error {
  readonly code = 'invalid_settings';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
