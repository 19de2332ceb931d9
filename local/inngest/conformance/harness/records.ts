/** Owns what the suite's functions note about their own execution, apart for each event that a test sent. */

export class Records {
  #notes = new Map<string, unknown[]>();
  #gates = new Map<string, { opened: Promise<void>; open: () => void }>();

  /** Notes a value and says how many there are now. */
  note(token: string, label: string, value: unknown = null): number {
    const key = composeKey(token, label);
    const notes = this.#notes.get(key) ?? [];
    notes.push(value);
    this.#notes.set(key, notes);
    return notes.length;
  }

  read<Value = unknown>(token: string, label: string): Value[] {
    return [...(this.#notes.get(composeKey(token, label)) ?? [])] as Value[];
  }

  /** Resolves once the test has opened the gate; lets a test hold a function where it wants it. */
  pass(token: string): Promise<void> {
    return this.#gate(token).opened;
  }

  open(token: string): void {
    this.#gate(token).open();
  }

  openAll(): void {
    for (const { open } of this.#gates.values()) open();
  }

  #gate(token: string) {
    let gate = this.#gates.get(token);
    if (!gate) {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = { opened: promise, open: resolve };
      this.#gates.set(token, gate);
    }
    return gate;
  }
}

function composeKey(token: string, label: string): string {
  return `${token}\n${label}`;
}
