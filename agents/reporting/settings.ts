/** Owns what a workspace can set for the reporting agent, with a default for everything. */
import { z } from "zod";

export const ReportingSettings = z.strictObject({
  chat: z
    .string()
    .trim()
    .min(1, 'name a chat, or write "default" for the connection\'s own')
    .max(200)
    .default("default")
    .describe('Which chat the summary goes to; "default" is the connection\'s own'),
});
export type ReportingSettings = z.infer<typeof ReportingSettings>;
