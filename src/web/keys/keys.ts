import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

export interface Key {
  /** As KeyboardEvent.key has it; two with a space between are pressed one after the other: `g t`. */
  readonly key: string;
  /** What it does, for the list behind `?`. */
  readonly does: string;
  readonly run: () => void;
}

/** The keys that work now, the newest set last. */
export const activeKeys = signal<readonly (readonly Key[])[]>([]);

/** Time in which the second key of a pair must come, ms. */
const PAIR_MS = 1_200;
let first: { key: string; at: number } | null = null;

/** Makes the keys work while the component is on the page. Keep the array stable (useMemo), or they are set anew. */
export function useKeys(keys: readonly Key[]): void {
  // With the picture, not after it: who types fast presses the next key before an effect would have run.
  useLayoutEffect(() => {
    activeKeys.value = [...activeKeys.peek(), keys];
    return () => {
      activeKeys.value = activeKeys.peek().filter((set) => set !== keys);
    };
  }, [keys]);
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
    return;
  const pair = first !== null && event.timeStamp - first.at < PAIR_MS ? `${first.key} ${event.key}` : null;
  const found = (pair === null ? undefined : find(pair)) ?? find(event.key);
  first = null;
  if (found !== undefined) {
    event.preventDefault();
    found.run();
  } else if (activeKeys.value.flat().some(({ key }) => key.startsWith(`${event.key} `))) {
    first = { key: event.key, at: event.timeStamp };
  }
});

/** The newest set wins: a drawer's Escape before the page's. */
function find(key: string): Key | undefined {
  return activeKeys.value.toReversed().flatMap((set) => set.filter((one) => one.key === key))[0];
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
