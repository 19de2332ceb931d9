/** Owns the task that proposes a person's own words as a message, unchanged. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { EmailPayload } from "#lib/kernel/effects.ts";
import { keepByHand } from "./queue.ts";
import { requireReachable } from "./reachable.ts";
import { OutreachSettings } from "./settings.ts";
import { createTiming, readSendObservations } from "./timing.ts";

const Params = z.strictObject({
  contact_id: z.uuid("give the id of a contact").describe("Whom to write to"),
  subject: EmailPayload.shape.subject.describe("Subject of the message"),
  text: EmailPayload.shape.text.describe("The message, sent exactly as written here"),
  written_by: z.string().trim().max(120).default("").describe("Who wrote it, when it should be named to the approver"),
});

const Result = z.object({ contact_id: z.string(), recipient: z.string(), subject: z.string() });

export const send = defineTask({
  name: "send",
  title: "Send my own words",
  purpose: "Proposes to send a text exactly as it was given, to one contact.",
  settings: OutreachSettings,
  params: Params,
  result: Result,
  takes: { contact: { contact_id: "id" }, "planned-message": { contact_id: "contact_id" } },
  effects: ["email.send"],
  promises: { proposals: () => 1, outputs: () => 1 },

  async run(ctx, { contact_id, subject, text, written_by }) {
    const contact = await requireReachable(ctx, contact_id);
    const writer = written_by === "" ? "whoever dispatched the task" : written_by;
    const author = {
      kind: "engine",
      name: written_by === "" ? "dispatched text" : `dispatched text of ${written_by}`,
    } as const;
    const isUntrusted = ctx.task.trigger === "message" || ctx.task.trigger === "webhook";
    const outputId = ctx.output({
      kind: "draft",
      title: `E-mail to ${contact.name}: ${subject}`,
      content: { format: "email", to: contact.email, subject, text, contact_id: contact.id },
      author,
      isUntrusted,
    });
    const observations = await ctx.query(session => readSendObservations(session, ctx.workspace.timeZone));
    const bestTime = createTiming(observations, ctx.workspace.timeZone, ctx.clock.now())(contact.time_zone);
    const place = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    const message = { contact, bestTime, reason: `The text was given with the task, by ${writer}.`, outputId };
    ctx.apply(session => keepByHand(session, place, message));
    ctx.propose({
      effect: "email.send",
      recipient: contact.email,
      payload: { subject, text },
      why: `The text was given with the task, by ${writer}; nothing in it was generated. ${contact.name} has ${contact.unanswered} unanswered messages.`,
      sources: [
        { label: "text given with the task", entity: "task", id: ctx.task.id },
        { label: contact.name, entity: "contact", id: contact.id },
      ],
      author,
      contactId: contact.id,
      valueAtRiskMicros: Math.round(contact.expectedValueUsd * 1_000_000),
      isUntrusted,
      outputId,
    });
    ctx.decide("propose", `Send the given text to ${contact.name}, as it is.`, {
      data: { contact_id, via: ctx.task.trigger },
    });
    return { contact_id, recipient: contact.email, subject };
  },
});
