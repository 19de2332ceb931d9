/** Owns what a workspace can set for the prospect agent, with a default for everything. */
import { z } from "zod";

export const ProfileRuleSetting = z.strictObject({
  attribute: z.string().trim().min(1, "name the attribute").describe("Attribute of a contact, such as job_title"),
  weight: z.number().min(0).max(100).default(1).describe("How much this rule counts beside the others"),
  one_of: z.array(z.string().trim().min(1)).default([]).describe("Values that fit; leave empty for a number range"),
  is_contained: z.boolean().default(true).describe("Whether a value inside a longer text fits too"),
  min: z.number().nullable().default(null).describe("Smallest number that fits"),
  max: z.number().nullable().default(null).describe("Largest number that fits"),
});
export type ProfileRuleSetting = z.infer<typeof ProfileRuleSetting>;

const DECISION_MAKERS = [
  "founder",
  "owner",
  "ceo",
  "president",
  "partner",
  "director",
  "head",
  "vp",
  "chief",
  "manager",
];

export const ProspectSettings = z.strictObject({
  research_ready_score: z
    .number()
    .min(0)
    .max(100)
    .default(45)
    .describe("Score from which a contact is worth researching"),
  fit_weight: z.number().min(0).max(1).default(0.5).describe("Share of the score that fit can give"),
  engagement_weight: z.number().min(0).max(1).default(0.3).describe("Share of the score that engagement can give"),
  recency_weight: z.number().min(0).max(1).default(0.2).describe("Share of the score that recency can give"),
  half_life_days: z.number().min(1).max(3650).default(30).describe("Days after which an interaction counts half"),
  engagement_half_point: z
    .number()
    .min(0.1)
    .max(1000)
    .default(6)
    .describe("Interaction points at which engagement reaches one half; a fresh reply is 6, a meeting 8"),
  stale_after_days: z.number().min(0).max(365).default(7).describe("Days after which a score counts as stale"),
  ignored_attributes: z
    .array(z.string())
    .default(["duration", "outcome", "y"])
    .describe("Attributes that are only known after the outcome, which learning must not see"),
  ideal_profile: z
    .array(ProfileRuleSetting)
    .default([{ attribute: "job_title", weight: 1, one_of: DECISION_MAKERS, is_contained: true, min: null, max: null }])
    .describe("Rules for fit while there are too few known outcomes to learn from"),
});
export type ProspectSettings = z.infer<typeof ProspectSettings>;
