import type { SignalEvidence } from '../alert.ts';

/** Whether it says that a rule was broken, which lies outside the alert budget. */
export const isRule = ({ signal }: Pick<SignalEvidence, 'signal'>): boolean =>
  signal === 'revoked_use' || signal === 'decoy_use';
