/** One thing that `doctor` looked at. */
export interface Check {
  /** What was looked at: `disk`, `schema`. */
  readonly name: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it. */
  readonly todo?: string;
}

export const ok = (name: string, message: string): Check => ({ name, level: 'ok', message });
export const warning = (name: string, message: string, todo: string): Check => ({
  name,
  level: 'warning',
  message,
  todo,
});
export const problem = (name: string, message: string, todo: string): Check => ({
  name,
  level: 'problem',
  message,
  todo,
});
