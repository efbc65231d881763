import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What GET /v1/stream tells; `wake` is ours: the line was down or the machine asleep, so ask for everything again. */
export type LiveKind = 'alert' | 'ingest' | 'wake';
type Listener = (data: unknown) => void;

/** Whether news reach this page: shown in the header, for a page that looks alive and is not would be a lie. */
export const connected = signal<boolean>(false);

const listeners = new Map<LiveKind, Set<Listener>>();
let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The browser gives up for good after some answers (503, say); we do not. */
const RETRY_MS = 5_000;

function tell(kind: LiveKind, data: unknown): void {
  for (const listener of listeners.get(kind) ?? []) listener(data);
}

/** Opens the one stream of this page; again after it was closed by the other side. */
export function goLive(): void {
  leaveLive();
  const opened = new EventSource('/v1/stream');
  source = opened;
  let wasDown = false;
  opened.addEventListener('open', () => {
    connected.value = true;
    if (wasDown) tell('wake', null);
    wasDown = false;
  });
  opened.addEventListener('error', () => {
    connected.value = false;
    wasDown = true;
    if (opened.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      goLive();
      tell('wake', null);
    }, RETRY_MS);
  });
  for (const kind of ['alert', 'ingest'] as const) {
    opened.addEventListener(kind, (event: MessageEvent<string>) => tell(kind, JSON.parse(event.data)));
  }
}

export function leaveLive(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  connected.value = false;
}

/** Calls the handler with each piece of news of these kinds, while the component is on the page. */
export function useLive(kinds: readonly LiveKind[], handler: (data: unknown, kind: LiveKind) => void): void {
  const names = kinds.join(' ');
  useEffect(() => {
    const added = (names.split(' ') as LiveKind[]).map((kind) => {
      const listener: Listener = (data) => handler(data, kind);
      const those = listeners.get(kind) ?? new Set();
      listeners.set(kind, those);
      those.add(listener);
      return () => those.delete(listener);
    });
    return () => {
      for (const remove of added) remove();
    };
  }, [names, handler]);
}

// A page that comes back from the background may have slept: its line can be dead without an error.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && source !== null) tell('wake', null);
});
