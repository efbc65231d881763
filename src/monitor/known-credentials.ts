/** About 20 MB. */
const MOST = 200_000;

/** Credentials that are stored, as this process knows: they are never taken away again. */
export class KnownCredentials {
  readonly #ids = new Set<string>();

  has(credentialId: string): boolean {
    return this.#ids.has(credentialId);
  }

  /** Call only after the commit. */
  add(credentialIds: Iterable<string>): void {
    if (this.#ids.size > MOST) this.#ids.clear();
    for (const id of credentialIds) this.#ids.add(id);
  }
}
