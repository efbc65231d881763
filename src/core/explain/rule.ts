import type { SignalEvidence, SignalName } from '../alert.ts';

const RULES: ReadonlySet<SignalName> = new Set([
  'revoked_use',
  'decoy_use',
  'admin_change',
  'zoom_side_only',
  'quota_gap',
]);

/** Whether it says that a rule was broken, which lies outside the alert budget. */
export const isRule = ({ signal }: Pick<SignalEvidence, 'signal'>): boolean => RULES.has(signal);
