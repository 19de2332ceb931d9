/** Owns how a run's work is noted while it is done: durable steps, and every call of a vendor that is read. Changes neither. */
import type { JsonValue } from "#lib/core/json.ts";
import type { StepRunner } from "./run.ts";
import type { Kept, StepLog } from "./step-log.ts";

/** Steps that are noted. What a step noted is kept with its value: in another process the executor gives back only what was kept. */
export function watchSteps(runStep: StepRunner, steps: StepLog): StepRunner {
  return async <T extends JsonValue>(name: string, work: () => Promise<T>) => {
    let isDoneHere = false;
    const kept = await runStep(name, async () => {
      isDoneHere = true;
      const mark = steps.size();
      const value = await steps.time("step", name, work);
      return { value, steps: steps.since(mark) } satisfies Kept<T> as unknown as JsonValue;
    });
    const { value, steps: noted } = kept as unknown as Kept<T>;
    if (!isDoneHere) steps.adopt(noted);
    return value;
  };
}

/** The same reader, whose calls are noted as "vendor: listVideos". */
export function watchReader<R extends object>(reader: R, vendor: string, steps: StepLog): R {
  return new Proxy(reader, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) =>
        steps.time("reading", `${vendor}: ${String(key)}`, async () => value.apply(target, given));
    },
  });
}
