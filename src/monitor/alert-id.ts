import { createHash } from 'node:crypto';
import type { HourNumber } from '../core/time.ts';

/** Hash of what an alert is about, in UUID form: a repeated transaction, a replica and a file make the same one. */
export function alertIdOf(credentialId: string, episodeStart: HourNumber): string {
  const hex = createHash('sha256').update(`alert ${credentialId} ${episodeStart}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
