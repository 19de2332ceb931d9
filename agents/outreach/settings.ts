/** Owns what a workspace can set for the outreach agent, with a default for everything. */
import { z } from "zod";

export const OutreachSettings = z.strictObject({
  sender_name: z.string().trim().max(120).default("").describe("Name under the messages; empty uses the workspace's"),
  offer: z
    .string()
    .trim()
    .max(500)
    .default("")
    .describe("What you offer, in one sentence; left out of messages while empty, because nothing is invented"),
  opt_out_line: z
    .string()
    .trim()
    .min(1, "say how a person can opt out")
    .max(300)
    .default('If you would rather not hear from me, answer with "stop" and I will not write again.')
    .describe("Closing line that says how to opt out"),
  min_score: z.number().min(0).max(100).default(35).describe("Score below which nobody is written to first"),
  days_between: z.int().min(1).max(365).default(14).describe("Days to leave between two messages without an answer"),
  max_unanswered: z.int().min(1).max(20).default(3).describe("Unanswered messages after which a person is left alone"),
  reply_value_usd: z.number().min(0).max(1_000_000).default(50).describe("What a reply is worth to you, in dollars"),
  queue_size: z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe("How many people to plan a message for at most; those who are not drafted to today wait in the queue"),
  hold_for_best_hour: z
    .boolean()
    .default(false)
    .describe("Keep an approved message until the person's best hour; otherwise it leaves as soon as it may"),
  feedback_to_read: z.int().min(0).max(200).default(30).describe("How many rejections and edits to learn from"),
});
export type OutreachSettings = z.infer<typeof OutreachSettings>;
