/** Owns which statements are prepared: those a process asks for again, by name, once per connection; never more than a bounded number. */

const maxNamed = 200;
const maxSeen = 500;

export type Prepared = { name: string; text: string; values: unknown[] };

export type Statements = {
  /** Whether connections remember names at all. */
  isEnabled: boolean;
  /** The statement as the driver takes it: with a name from its second use on, so that its plan is kept. */
  prepare(text: string, values: readonly unknown[]): Prepared | { text: string; values: unknown[] };
};

/** A register of statements. Disabled for transaction poolers, whose connections do not remember names. */
export function createStatements(isEnabled: boolean): Statements {
  const names = new Map<string, string>();
  let seen = new Set<string>();
  return {
    isEnabled,
    prepare(text, values) {
      const plain = { text, values: [...values] };
      if (!isEnabled || values.length === 0) return plain;
      const known = names.get(text);
      if (known !== undefined) return { ...plain, name: known };
      if (!seen.has(text)) {
        // Texts with lists of many lengths are seen once each: forgetting them all costs less than keeping order.
        if (seen.size >= maxSeen) seen = new Set();
        seen.add(text);
        return plain;
      }
      if (names.size >= maxNamed) return plain;
      const name = `s${names.size + 1}`;
      names.set(text, name);
      return { ...plain, name };
    },
  };
}
