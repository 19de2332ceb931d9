/** What each number counts, in words: its name, one of its rows, and exactly when a row counts. */
import type { MeasureName } from "#lib/operations/shapes/analytics.ts";

export type Measure = { title: string; nouns: readonly [one: string, several: string]; rule: string };

const tasks = ["task", "tasks"] as const;
const proposals = ["proposal", "proposals"] as const;
const deliveries = ["delivery", "deliveries"] as const;

export const measures: Record<MeasureName, Measure> = {
  tasks_succeeded: {
    title: "Tasks that succeeded",
    nouns: tasks,
    rule: "Ended with the result they promise, on the day they ended. A task whose proposals still wait for you has succeeded.",
  },
  tasks_failed: {
    title: "Tasks that failed",
    nouns: tasks,
    rule: "Ended in an error after every attempt, on the day they ended.",
  },
  tasks_ended: {
    title: "Tasks that ended",
    nouns: tasks,
    rule: "Succeeded or failed. Cancelled tasks and dry runs count nowhere.",
  },
  proposed: {
    title: "Proposals",
    nouns: proposals,
    rule: "Made by an agent, on the day they were made, whatever became of them.",
  },
  approved_unedited: {
    title: "Approved as written",
    nouns: proposals,
    rule: "Approved by a person without a change, on the day of the decision.",
  },
  approved_edited: {
    title: "Approved after an edit",
    nouns: proposals,
    rule: "Changed by a person and then approved, on the day of the decision.",
  },
  done: { title: "Done by hand", nouns: proposals, rule: "Suggestions that a person carried out and marked done." },
  rejected: { title: "Rejected", nouns: proposals, rule: "Refused by a person, with the reason they gave." },
  expired: { title: "Expired", nouns: proposals, rule: "Nobody decided in time. These count in no rate." },
  approved_by_policy: {
    title: "Approved by policy",
    nouns: proposals,
    rule: "Approved by the rules of an agent on autopilot. These count in no approval rate.",
  },
  approved: { title: "Approved in all", nouns: proposals, rule: "Approved by a person or a policy, or done by hand." },
  accepted: {
    title: "Approved by people",
    nouns: proposals,
    rule: "Approved as written or after an edit, or done by hand.",
  },
  decided: { title: "Decided by people", nouns: proposals, rule: "Approved, done by hand or rejected by a person." },
  delivered: { title: "Delivered", nouns: deliveries, rule: "Taken by the vendor, on the day it was confirmed." },
  kept: {
    title: "Kept in the outbox",
    nouns: deliveries,
    rule: "Approved while nothing was connected: kept here, and nothing was sent.",
  },
  delivery_failed: {
    title: "Not delivered",
    nouns: deliveries,
    rule: "Refused by the vendor, on the day it was refused.",
  },
  delivery_unknown: {
    title: "Delivery unknown",
    nouns: deliveries,
    rule: "Nobody can tell whether it arrived, until a person says so. On the day it was sent.",
  },
  addressed: {
    title: "Sent to a contact",
    nouns: deliveries,
    rule: "Delivered to somebody among your contacts, who can answer.",
  },
  answered: {
    title: "Answered",
    nouns: deliveries,
    rule: "The contact replied by the end of the 14th day after. A reply counts once, for the last delivery before it.",
  },
  unanswered: {
    title: "Not answered",
    nouns: deliveries,
    rule: "Sent to a contact who has not replied; on days not 14 days past, not yet.",
  },
  model_calls: {
    title: "Model calls",
    nouns: ["model call", "model calls"],
    rule: "Every call to a model and what it cost, on the day of the call.",
  },
};
