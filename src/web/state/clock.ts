import { computed, signal } from '@preact/signals';

/** Epoch milliseconds, once in ten seconds: what "3 minutes ago" is said against. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 10_000);

const KEPT = 'clock';
/** Whether times are shown in UTC or in the reader's own zone. */
export const clock = signal<'utc' | 'local'>(localStorage.getItem(KEPT) === 'local' ? 'local' : 'utc');

/** IANA name of the zone that times are shown in. */
export const shownZone = computed(() =>
  clock.value === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone,
);

export function switchClock(): void {
  clock.value = clock.value === 'utc' ? 'local' : 'utc';
  localStorage.setItem(KEPT, clock.value);
}
