import { useRef, useState } from 'preact/hooks';

interface Brush {
  readonly from: number;
  readonly to: number;
}

/** Pixels that a pointer must move for a brush; less is a click. */
const LEAST = 4;

/**
 * Brushing with a pointer: what to put on the element, and the stretch that is being brushed, in pixels of the element.
 *
 * @param onBrush called with the stretch when the pointer is let go
 * @param onClick called with the place of a click
 */
export function useBrush(onBrush: (from: number, to: number) => void, onClick?: (at: number) => void) {
  const began = useRef<number | null>(null);
  const [brush, setBrush] = useState<Brush | null>(null);
  const placeOf = (event: PointerEvent): number =>
    event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
  const end = (): void => {
    began.current = null;
    setBrush(null);
  };
  return {
    brush,
    on: {
      onPointerDown: (event: PointerEvent): void => {
        if (event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        began.current = placeOf(event);
      },
      onPointerMove: (event: PointerEvent): void => {
        if (began.current === null) return;
        const at = placeOf(event);
        setBrush({ from: Math.min(began.current, at), to: Math.max(began.current, at) });
      },
      onPointerUp: (event: PointerEvent): void => {
        if (began.current === null) return;
        const at = placeOf(event);
        const [from, to] = [Math.min(began.current, at), Math.max(began.current, at)];
        end();
        if (to - from >= LEAST) onBrush(from, to);
        else onClick?.(at);
      },
      onPointerCancel: end,
    },
  };
}
