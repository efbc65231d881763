/** The operator's alert budget: how many false alarms a credential may cost. */
export interface Budget {
  /** As the operator wrote it: `1/365d`. */
  readonly text: string;
  /** False alarms per credential and day. */
  readonly perDay: number;
}

const FORM = /^([1-9]\d{0,3})\/([1-9]\d{0,4})(d|w)$/;
const DAYS = { d: 1, w: 7 } as const;
/** Longer than any installation lives: past it a budget is a slip of the pen. */
const MAX_DAYS = 36_500;

/**
 * Reads `N/Dd` or `N/Dw`: N false alarms per credential in D days or weeks, `1/365d`. An episode lasts a day or
 * more, so a credential cannot have more than one alarm a day, and no budget may ask for more.
 * Throws a RangeError that says what is expected.
 */
export function parseBudget(text: string): Budget {
  const found = FORM.exec(text.trim());
  if (found === null) {
    throw new RangeError(
      'a budget is written N/Dd or N/Dw: N false alarms per credential in D days or weeks, such as 1/365d',
    );
  }
  const [, alarms, length, unit] = found;
  const days = Number(length) * DAYS[unit as 'd' | 'w'];
  if (days > MAX_DAYS) throw new RangeError(`a budget may span at most ${MAX_DAYS} days, such as 1/365d`);
  const perDay = Number(alarms) / days;
  if (perDay > 1)
    throw new RangeError('a budget may allow at most one false alarm per credential a day (1/1d)');
  return { text: text.trim(), perDay };
}

/** The budget of a credential: its own, as it was written, or that of the installation. */
export const budgetInForce = (own: string | null, installation: Budget): Budget =>
  own === null ? installation : parseBudget(own);

/** The budget in words: `at most 1 false alarm per credential in 365 days`. */
export function budgetInWords(budget: Budget): string {
  const found = FORM.exec(budget.text);
  if (found === null) return `at most ${budget.perDay} false alarms per credential and day`;
  const [, alarms, length, unit] = found;
  const period = `${length} ${unit === 'w' ? 'week' : 'day'}${length === '1' ? '' : 's'}`;
  return `at most ${alarms} false alarm${alarms === '1' ? '' : 's'} per credential in ${period}`;
}
