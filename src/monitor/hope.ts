/** Fewer events are inserted with an eye for conflicts at once: it saves them a trip to the server. */
const LEAST = 100;
/** Batches for which a sender that repeats itself costs the others their hope. */
const WARY = 20;

/**
 * Whether a batch is worth the hope that all of its events are new. Duplicates are rare and come in rows: a sender that
 * was cut off sends again what it sent before.
 */
export class Hope {
  #wary = 0;

  isWorthwhile(events: number): boolean {
    if (events < LEAST) return false;
    if (this.#wary === 0) return true;
    this.#wary -= 1;
    return false;
  }

  disappoint(): void {
    this.#wary = WARY;
  }
}
