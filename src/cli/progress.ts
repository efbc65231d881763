import type { Screen } from './io.ts';

const EVERY_MS = 200;

/**
 * One line on a terminal that is written over as work goes on; nothing where nobody looks. `done` is in the unit of
 * `total`; the note says what a percentage cannot.
 */
export class Progress {
  readonly #screen: Screen;
  readonly #label: string;
  readonly #total: number;
  #done = 0;
  #shownAt = 0;

  constructor(screen: Screen, label: string, total: number) {
    this.#screen = screen;
    this.#label = label;
    this.#total = Math.max(1, total);
  }

  add(amount: number, note = ''): void {
    this.#done += amount;
    const now = Date.now();
    if (this.#screen.isTTY !== true || now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    const percent = Math.min(100, Math.floor((this.#done / this.#total) * 100));
    this.#screen.write(`\r\u001b[2K${this.#label} ${String(percent).padStart(3)} % ${note}`);
  }

  /** Clears the line, so that what follows stands alone. */
  end(): void {
    if (this.#screen.isTTY === true) this.#screen.write('\r\u001b[2K');
  }
}
