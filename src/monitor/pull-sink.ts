import type { Sink } from '../collect/take-records.ts';
import type { Store } from '../store/store.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import type { DetectionSettings } from './settings.ts';

export interface PullSink extends Sink {
  /** Waits for what is in flight, but not for that of the live monitor. */
  close(): Promise<void>;
}

/**
 * Takes in what is pulled from Zoom: as live events, and history as `import` does, in monitors of its own that learn up to
 * a moment. They are to the live one what another replica is.
 */
export function pullSink(store: Store, settings: DetectionSettings, live: Monitor): PullSink {
  const learning = new Map<number, Monitor>();
  const learnerUntil = (time: number): Monitor => {
    const monitor = learning.get(time) ?? createMonitor(store, settings, time);
    learning.set(time, monitor);
    return monitor;
  };
  return {
    accept: async (events, learnUntil) => {
      const isHistory = (time: number): boolean => learnUntil !== null && time < learnUntil;
      const parts = [
        { monitor: live, places: [...events.keys()].filter((i) => !isHistory(events[i]!.time)) },
        ...(learnUntil === null
          ? []
          : [
              {
                monitor: learnerUntil(learnUntil),
                places: [...events.keys()].filter((i) => isHistory(events[i]!.time)),
              },
            ]),
      ];
      const outcomes = new Array<Awaited<ReturnType<Monitor['accept']>>[number]>(events.length);
      for (const { monitor, places } of parts) {
        if (places.length === 0) continue;
        const own = places.map((i) => events[i]!);
        const results = await monitor.accept(own, 'bulk', { sender: 'zoom-pull' });
        results.forEach((outcome, k) => {
          outcomes[places[k]!] = outcome;
        });
      }
      return outcomes;
    },
    close: async () => {
      for (const monitor of learning.values()) await monitor.close();
    },
  };
}
