import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second; the same on every Linux that Node runs on. */
const TICKS = 100;

/**
 * Processor seconds that a process has used; with `family`, those of its children too, ended ones included. Another
 * program that keeps the machine busy changes these little, where it changes every rate. Null where /proc is missing.
 */
export function processorSeconds(pid: number, family = false): number | null {
  const own = readStat(pid);
  if (own === null) return null;
  if (!family) return (own.used ?? 0) / TICKS;
  let used = own.used + own.usedByEnded;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : null;
    if (stat?.parent === pid) used += stat.used;
  }
  return used / TICKS;
}

function readStat(pid: number): { parent: number; used: number; usedByEnded: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name, in brackets, may hold anything; proc(5) counts the fields behind it from 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), used: field(14) + field(15), usedByEnded: field(16) + field(17) };
}
