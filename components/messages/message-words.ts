/** The words of messages: who speaks to whom, what about, how urgent, and how it stands with an answer. */
import {
  ArrowLeftRight,
  BellRing,
  CircleQuestionMark,
  type LucideIcon,
  MessageSquareReply,
  Milestone,
  TriangleAlert,
} from "lucide-react";
import { writeName } from "#components/tasks/value-words.ts";
import type { BadgeTone } from "#components/ui/badge.tsx";
import type { Message } from "#lib/operations/shapes/message.ts";

export const typeLooks: Record<Message["type"], { word: string; icon: LucideIcon; tone: BadgeTone }> = {
  request: { word: "Request", icon: CircleQuestionMark, tone: "info" },
  response: { word: "Answer", icon: MessageSquareReply, tone: "ok" },
  notification: { word: "Notice", icon: BellRing, tone: "neutral" },
  escalation: { word: "Escalation", icon: TriangleAlert, tone: "warn" },
  "status-update": { word: "Status", icon: Milestone, tone: "neutral" },
  handoff: { word: "Handoff", icon: ArrowLeftRight, tone: "neutral" },
};

/** "contact.research" as "Contact research". */
export function writeTopic(topic: string): string {
  return writeName(topic.replaceAll(".", " "));
}

export type Names = { agent: (domain: string) => string; person: (id: string | null) => string };

export function writeSender({ from_domain, from_person }: Message, names: Names): string {
  if (from_domain !== null) return names.agent(from_domain);
  return from_person === null ? "Quarterdeck" : names.person(from_person);
}

export function writeReceiver({ to_domain }: Message, names: Names): string {
  return to_domain === null ? "everyone here" : names.agent(to_domain);
}

/** Said only where it is out of the ordinary. */
export function writePriority(priority: number): string | null {
  if (priority >= 10) return "Urgent";
  if (priority >= 8) return "High priority";
  return priority <= 2 ? "Low priority" : null;
}

/** Whether a person is to answer it, and has not. */
export function waitsForPerson(message: Message): boolean {
  return message.requires_response && message.to_domain === null && message.answered_at === null;
}

/** The first line of a message, without marks. */
export function writeFirstLine(body: string): string {
  return (body.split("\n").find(line => line.trim() !== "") ?? "").replace(/[*_`#>]+/g, "").trim();
}

/** Whether a moment has passed. */
export function isPast(moment: string | null, nowMs: number): boolean {
  return moment !== null && Date.parse(moment) <= nowMs;
}
