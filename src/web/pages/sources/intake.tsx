import { useCallback, useState } from 'preact/hooks';
import type { IntakeCounted } from '../../../http/live-schema.ts';
import { useLive } from '../../api/live.ts';
import { Sparkline } from '../../charts/sparkline.tsx';

const KEPT = 40;

/** What comes in now, as the stream tells it. */
export function Intake() {
  const [rates, setRates] = useState<readonly number[]>([]);
  useLive(
    INGEST,
    useCallback(
      (data: unknown) => setRates((before) => [...before, (data as IntakeCounted).per_second].slice(-KEPT)),
      [],
    ),
  );
  const newest = rates.at(-1);
  if (newest === undefined) return null;
  return (
    <p class="quiet intake">
      <Sparkline values={rates} label="Events a second in the last minutes" /> {newest.toLocaleString('en')}{' '}
      events a second now
    </p>
  );
}

const INGEST = ['ingest'] as const;
