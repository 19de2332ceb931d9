/** Owns the fixture's one task. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { GreeterSettings } from "./settings.ts";

export const greet = defineTask({
  name: "greet",
  title: "Greet",
  purpose: "Writes one greeting.",
  settings: GreeterSettings,
  params: z.strictObject({ name: z.string().min(1).default("world").describe("Whom to greet") }),
  result: z.object({ text: z.string() }),
  promises: { outputs: () => 1 },

  async run(ctx, { name }) {
    const text = `${ctx.settings.greeting}, ${name}`;
    ctx.decide("complete", `Greeted ${name}.`, { confidence: 1 });
    ctx.output({
      kind: "brief",
      title: text,
      content: { format: "markdown", text },
      author: { kind: "engine", name: "greeter" },
    });
    return { text };
  },
});
