import { expect, it } from "vitest";
import { createChance } from "./chance.ts";
import { portTaken } from "./port-taken.ts";

it.skipIf(process.platform !== "linux")(
  "A start on a taken port says which, by whom and what to do, and leaves nothing behind",
  async () => {
    const outcome = await portTaken.run({ seed: 1, say: () => undefined });
    expect(outcome.violations).toEqual([]);
    expect(outcome.counts.ports).toBe(5);
  },
  60_000,
);

it("The random choices of a fault are repeated by its seed", () => {
  const draw = (seed: number) => {
    const chance = createChance(seed);
    return Array.from({ length: 20 }, () => chance.pick({ engine: 3, worker: 2, tree: 1 }));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(new Set(draw(7)).size).toBe(3);
});
