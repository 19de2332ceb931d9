/** Owns who waits for a key that is full: in the order in which they came, apart by limit, because functions may share a key with limits of their own. */

export class Blocked<Waiter> {
  #groups = new Map<string, Map<number, Set<Waiter>>>();

  add(key: string, limit: number, waiter: Waiter): void {
    const groups = this.#groups.get(key) ?? new Map<number, Set<Waiter>>();
    const waiters = groups.get(limit) ?? new Set<Waiter>();
    this.#groups.set(key, groups.set(limit, waiters.add(waiter)));
  }

  /** Takes the first waiter of a limit that may go on; where the first may not, the others of its limit may not either. */
  takeFirst(key: string, mayGoOn: (waiter: Waiter) => boolean): Waiter | undefined {
    for (const waiters of this.#groups.get(key)?.values() ?? []) {
      for (const waiter of waiters) {
        waiters.delete(waiter);
        if (mayGoOn(waiter)) return waiter;
        waiters.add(waiter);
        break;
      }
    }
    return undefined;
  }

  has(key: string): boolean {
    for (const waiters of this.#groups.get(key)?.values() ?? []) if (waiters.size > 0) return true;
    return false;
  }

  delete(key: string): void {
    this.#groups.delete(key);
  }

  clear(): void {
    this.#groups.clear();
  }
}
