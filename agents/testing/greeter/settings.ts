/** Owns what can be set for the fixture agent. */
import { z } from "zod";

export const GreeterSettings = z.strictObject({
  greeting: z.string().default("Hello").describe("The word to greet with"),
});
