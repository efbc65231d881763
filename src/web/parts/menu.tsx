import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  readonly title: ComponentChildren;
  readonly run: () => void;
}

/** A button that shows a list of things to do. Arrows move, Escape and a click elsewhere close. */
export function Menu({
  title,
  items,
  plain,
}: {
  title: ComponentChildren;
  items: readonly MenuItem[];
  plain?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>('.menu-items button')?.focus();
    const away = (event: Event): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    const entries = [...(box.current?.querySelectorAll<HTMLElement>('.menu-items button') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') {
      setOpen(false);
      box.current?.querySelector<HTMLElement>('button')?.focus();
    } else if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus();
    else if (event.key === 'ArrowUp') entries.at(at - 1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the list in it
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={`button ${plain === true ? 'plain' : ''}`}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {title} <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <ul class="menu-items" id={id}>
          {items.map((item, index) => (
            <li key={String(index)}>
              <button
                type="button"
                onClick={() => {
                  setOpen(false);
                  item.run();
                }}
              >
                {item.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
