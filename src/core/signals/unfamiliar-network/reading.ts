import type { NetworkLevel } from '../../profile/networks.ts';
import type { Reading } from '../signal.ts';

/** The most striking address of the hour. */
export interface NetworkReading extends Reading {
  readonly address: string;
  readonly level: NetworkLevel;
  readonly value: string;
  /** m_ℓ: chance that an active hour brings something new at this level. */
  readonly chance: number;
  readonly observedHours: number;
  readonly novelHours: number;
  readonly weight: number;
  /** All addresses of the hour that are evidence, with their bits, strongest first. */
  readonly strangers: readonly { readonly address: string; readonly bits: number; readonly first: number }[];
}
