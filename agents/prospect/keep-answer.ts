/** Owns the task that keeps what people found out about a contact, when they answered a request for research. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { RESEARCH_TOPIC } from "./research-brief.ts";
import { ProspectSettings } from "./settings.ts";

const Params = z.strictObject({
  request: z
    .looseObject({ contact_id: z.uuid("give the id of a contact").describe("Who it is about") })
    .describe("The request that is answered"),
  answer: z
    .string()
    .trim()
    .min(1, "write what you found out")
    .max(10_000, "shorten the answer to 10,000 characters")
    .describe("What was found out"),
});

const Result = z.object({ contact_id: z.string(), name: z.string() });

export const keepAnswer = defineTask({
  name: "keep-answer",
  title: "Keep a research answer",
  purpose: "Keeps what you found out with the contact, where every agent and person sees it.",
  settings: ProspectSettings,
  params: Params,
  result: Result,
  takesAnswersTo: [RESEARCH_TOPIC],

  async run(ctx, { request, answer }) {
    const contact = await ctx.query(session =>
      session.selectFrom("contacts").select(["id", "name"]).where("id", "=", request.contact_id).executeTakeFirst(),
    );
    if (contact === undefined) throw new AppError("not-found", "the contact that was asked about is not here any more");
    const workspace_id = ctx.workspace.id;
    ctx.apply(session =>
      session
        .insertInto("contact_ledger")
        .values({
          id: createId(),
          workspace_id,
          contact_id: contact.id,
          channel: "other",
          kind: "note",
          domain: "prospect",
          body: answer,
          happened_at: ctx.clock.now(),
        })
        .execute(),
    );
    ctx.decide("complete", `Kept what was found out about ${contact.name}.`, { confidence: 1 });
    return { contact_id: contact.id, name: contact.name };
  },
});
