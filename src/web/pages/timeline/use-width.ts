import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** The width of an element, CSS pixels, as it is now. */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const box = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const seen = new ResizeObserver(() => setWidth(element.clientWidth));
    setWidth(element.clientWidth);
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return [box, width];
}
