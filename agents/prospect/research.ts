/** Owns the task that asks for research on promising contacts, and says what is known and what is missing. */

import { sql } from "kysely";
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import type { Session } from "#lib/db/database.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { RESEARCH_TOPIC, writeResearchBrief } from "./research-brief.ts";
import { ProspectSettings } from "./settings.ts";

const DAY_MS = 86_400_000;
const ANSWER_WITHIN_DAYS = 3;

const Params = z.strictObject({
  contact_id: z
    .uuid("give the id of a contact")
    .optional()
    .describe("One contact to research; left out, the best research-ready ones are taken"),
  limit: z.int().min(1).max(50).default(5).describe("How many contacts to ask about at most"),
});

const Result = z.object({
  requested: z.int(),
  contacts: z.array(z.object({ contact_id: z.string(), name: z.string(), missing: z.array(z.string()) })),
  reason: z.string().nullable().describe("Why nothing was requested"),
});

export const research = defineTask({
  name: "research",
  title: "Ask for research",
  purpose: "Asks the research agent, or the people while there is none, about the most promising contacts.",
  settings: ProspectSettings,
  params: Params,
  result: Result,
  takes: { contact: { contact_id: "id" } },

  async run(ctx, { contact_id, limit }) {
    const chosen = await ctx.query(session => chooseContacts(session, contact_id, limit));
    if (chosen.length === 0) {
      const reason =
        contact_id === undefined
          ? "No research-ready contact is without a request: score contacts first, or lower the research-ready score."
          : "That contact does not exist here, or research on it has been asked for already.";
      ctx.decide("complete", `Nothing to ask. ${reason}`, { confidence: 1 });
      return { requested: 0, contacts: [], reason };
    }
    const deadlineAt = new Date(ctx.clock.now().getTime() + ANSWER_WITHIN_DAYS * DAY_MS);
    const contacts = chosen.map(contact => {
      const { body, missing, questions } = writeResearchBrief(contact);
      ctx.send({
        type: "request",
        topic: RESEARCH_TOPIC,
        to: "research",
        body,
        payload: { contact_id: contact.id, questions },
        priority: (contact.score ?? 0) >= 90 ? 8 : 5,
        requiresResponse: true,
        deadlineAt,
      });
      ctx.decide(
        "delegate",
        `Ask for research on ${contact.name}, score ${(contact.score ?? 0).toFixed(1)}: ${writeCount(missing.length, "fact is", "facts are")} missing.`,
        { data: { contact_id: contact.id, missing } },
      );
      return { contact_id: contact.id, name: contact.name, missing };
    });
    return { requested: contacts.length, contacts, reason: null };
  },
});

/** The named contact, or the best research-ready ones; never one that a request is about already. */
function chooseContacts(session: Session, contactId: string | undefined, limit: number) {
  const asked = sql<boolean>`exists (
    select from messages m where m.topic = ${RESEARCH_TOPIC} and m.type = 'request'
      and m.payload ->> 'contact_id' = contacts.id::text)`;
  const base = session
    .selectFrom("contacts")
    .select(["id", "name", "email", "company", "job_title", "time_zone", "attributes", "score", "interactions"])
    .where(({ not }) => not(asked));
  if (contactId !== undefined) return base.where("id", "=", contactId).execute();
  return base
    .where("is_research_ready", "=", true)
    .orderBy("score", order => order.desc().nullsLast())
    .orderBy("id")
    .limit(limit)
    .execute();
}
