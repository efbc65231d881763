import { useState } from 'preact/hooks';

/** An address, an identifier or a path in a face of its own; a click copies it. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <span>
      <button type="button" class="copy" title="Copy" onClick={() => void copy().catch(() => {})}>
        {label ?? text}
      </button>
      <span role="status">{done && <span class="copy-done">copied</span>}</span>
    </span>
  );
}
