/** Owns what a workspace can set for the A/B tester, with a default for everything. */
import { z } from "zod";

export const AbTesterSettings = z.strictObject({
  alpha: z.number().min(0.001).max(0.2).default(0.05).describe("Chance of a false winner over all looks together"),
  planned_impressions: z
    .int()
    .min(100)
    .max(10_000_000)
    .default(6_000)
    .describe("Impressions planned for each way of posting"),
  checkback_hours: z
    .array(z.int().min(1).max(720))
    .min(1)
    .max(10)
    .default([1, 4, 24])
    .describe("Hours after publishing at which a test is looked at; the last one ends it"),
  give_up_days: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe("Days after which a test that was not published, or has no metrics after its last look, is stopped"),
});
export type AbTesterSettings = z.infer<typeof AbTesterSettings>;
