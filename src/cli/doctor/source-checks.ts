import { count } from '../../core/explain/numbers.ts';
import { toIso } from '../../core/time.ts';
import { silentSources } from '../../monitor/silence-watch.ts';
import type { Store } from '../../store/store.ts';
import { type Check, ok, warning } from './check.ts';

/** Log sources of which nothing comes any more, whether the service heard nothing or was not there to hear. */
export async function checkSources(store: Store, now: number): Promise<Check[]> {
  const silent = await silentSources(store, now, 0);
  if (silent.length === 0) return [ok('log sources', 'none is silent for longer than is usual for it')];
  return silent.map(({ source, hours, since }) =>
    warning(
      'log sources',
      `nothing has come from "${source}" since ${toIso(since)} (${count(hours, 'hour')}), less likely than once a year`,
      'Check its shipper and its key, and that the service was running. GET /v1/coverage shows the hours.',
    ),
  );
}
