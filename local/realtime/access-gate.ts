/**
 * Holds back what would be delivered between a change that may have taken somebody's rights and the moment everybody was asked again.
 * It knows no tables and no people: the feed says when something changed, and a callback asks.
 */

/** What may wait at most: when the database does not answer, memory must not fill. */
const MAX_HELD = 20_000;

export class AccessGate {
  readonly #recheck: () => Promise<void>;
  readonly #overflow: () => void;
  #held: (() => void)[] | undefined;
  #isDue = false;
  /** Counts changes: an answer that was asked for before one of them may be out of date. */
  changes = 0;

  /**
   * @param recheck asks for everybody again and closes whom it must; has to end without throwing
   * @param overflow sends everybody away, because what waited for them had to be thrown away
   */
  constructor(recheck: () => Promise<void>, overflow: () => void) {
    this.#recheck = recheck;
    this.#overflow = overflow;
  }

  /** Does the work now, or in its turn after the checks that are under way. */
  pass(work: () => void): void {
    if (!this.#held) {
      work();
      return;
    }
    this.#held.push(work);
    if (this.#held.length <= MAX_HELD) return;
    this.#held.length = 0;
    this.#overflow();
  }

  noteChange(): void {
    this.changes += 1;
    this.check();
  }

  /** Asks for everybody again; deliveries wait until the answer. */
  check(): void {
    this.#isDue = true;
    if (this.#held) return;
    this.#held = [];
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#recheck();
    }
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const work of held) work();
  }
}
