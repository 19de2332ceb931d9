/** Owns what a fault tells at its end: counts, and every promise that was not kept, in words. */

export type Outcome = {
  /** Figures by name, as the bench reports them. */
  counts: Record<string, number>;
  /** One sentence for each promise that did not hold; none when all did. */
  violations: string[];
  /** Why it could not be tried on this machine. */
  skipped?: string;
};

export type FaultOptions = {
  /** How often the fault is brought about; each fault has its own number otherwise. */
  cycles?: number;
  /** Repeats the random choices of an earlier run. */
  seed: number;
  /** Takes a line for people about how far it has come. */
  say: (line: string) => void;
};

export type Fault = {
  name: string;
  /** What holds while this happens, in one sentence. */
  promise: string;
  run: (options: FaultOptions) => Promise<Outcome>;
};

/** Collects counts and broken promises. */
export class Findings {
  readonly counts: Record<string, number> = {};
  readonly violations: string[] = [];

  count(name: string, value: number): void {
    this.counts[name] = Number(value.toPrecision(6));
  }

  /** Counts what must not be there, and says so when it is. */
  refuse(name: string, found: readonly string[], what: string): void {
    this.count(name, found.length);
    if (found.length > 0) this.violations.push(`${found.length} ${what}: ${found.slice(0, 5).join(", ")}`);
  }

  require(isKept: boolean, sentence: string): void {
    if (!isKept) this.violations.push(sentence);
  }

  /** What was found, with its figures under names that begin with `prefix`. */
  end(prefix = ""): Outcome {
    const named = Object.entries(this.counts).map(([name, value]) => [`${prefix}${name}`, value]);
    return { counts: Object.fromEntries(named), violations: this.violations };
  }
}
