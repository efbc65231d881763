import type { NetworkLevel } from '../../profile/networks.ts';
import type { Novelty } from '../novelty.ts';
import type { Reading } from '../signal.ts';

/** The most striking address of the hour. */
export interface NetworkReading extends Reading, Novelty {
  readonly address: string;
  readonly level: NetworkLevel;
  readonly value: string;
  /** All addresses of the hour that are evidence, with their bits, strongest first. */
  readonly strangers: readonly { readonly address: string; readonly bits: number; readonly first: number }[];
  /**
   * First call of an address whose provider the credential does not keep using, milliseconds into the hour; null
   * when there is none. From then on, no release of its owner explains what else is new.
   */
  readonly strangeFrom: number | null;
}
