/** Owns the reading of the recommended mix of niches. */
import { z } from "zod";
import { readLatestPerformance, readLatestPlan } from "#lib/db/posting-plans.ts";
import { defineQuery } from "./define.ts";
import { ContentMix, describeContentMix } from "./shapes/posting-plan.ts";

const shownNiches = 200;

export const contentMixGet = defineQuery({
  name: "content-mix.get",
  title: "Show the content mix",
  summary: "The latest recommendation of how many posts of each niche to make, and how niches did that it rests on.",
  scope: "library:read",
  role: "viewer",
  path: "/content-mix",
  input: z.object({}),
  output: ContentMix,
  async run({ session, workspaceId }) {
    const plan = await readLatestPlan(session, workspaceId, shownNiches);
    return describeContentMix(plan, await readLatestPerformance(session, workspaceId, shownNiches));
  },
});
