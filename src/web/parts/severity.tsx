import type { Severity as Name } from '../../core/alert.ts';

const SHAPES: Readonly<Record<Name, string>> = { critical: '▲', high: '◆', medium: '■', low: '●', info: '○' };

/** Colour, shape and word: one of them survives greyscale, colour blindness and a screen reader. */
export function Severity({ of: severity, count }: { of: Name; count?: number }) {
  return (
    <span class={`severity ${severity}`}>
      <span aria-hidden="true">{SHAPES[severity]} </span>
      {count === undefined ? severity : `${count} ${severity}`}
    </span>
  );
}
