import { type Impact, operationImpact } from './operation.ts';

const RANK: Readonly<Record<Impact, number>> = {
  none: 0,
  recon: 1,
  exfiltration: 2,
  persistence: 3,
  destruction: 4,
};

/** More than looking around: it takes data out, leaves a foothold or destroys. */
export const isGrave = (operation: string): boolean => RANK[operationImpact(operation)] >= RANK.exfiltration;

/** For sorting: the operation that gives an attacker more comes first. */
export const graver = (a: string, b: string): number => RANK[operationImpact(b)] - RANK[operationImpact(a)];
