/** What the pages about webhooks read, under which keys, and their words. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { BadgeTone } from "#components/ui/badge.tsx";
import type { chatLink, chatList } from "#lib/operations/chat.ts";
import type { webhookCreate, webhookList } from "#lib/operations/webhook.ts";
import type { webhookGetEvent, webhookListEvents, webhookTest } from "#lib/operations/webhook-event.ts";
import type { webhookListRules } from "#lib/operations/webhook-rule.ts";

export type SourcePage = z.output<typeof webhookList.output>;
export type Source = SourcePage["data"][number];
export type SourceWithSecret = z.output<typeof webhookCreate.output>;
export type RulePage = z.output<typeof webhookListRules.output>;
export type Rule = RulePage["data"][number];
export type EventPage = z.output<typeof webhookListEvents.output>;
export type WebhookEvent = EventPage["data"][number];
export type EventDetail = z.output<typeof webhookGetEvent.output>;
export type TrialResult = z.output<typeof webhookTest.output>;
export type ChatLink = z.output<typeof chatList.output>["data"][number];
export type NewChatLink = z.output<typeof chatLink.output>;
export type Verdict = WebhookEvent["verdict"];
export type SourceKind = Source["kind"];

export const sourcesQuery = infiniteQueryOptions({
  queryKey: ["webhook", { list: "sources" }],
  queryFn: ({ pageParam, signal }) => request<SourcePage>("/webhooks", { query: { cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: page => page.next_cursor,
});

export function rulesQuery(sourceId: string) {
  return queryOptions({
    queryKey: ["webhook", sourceId, "rules"],
    queryFn: ({ signal }) => request<RulePage>(`/webhooks/${sourceId}/rules`, { signal }),
  });
}

export type EventFilter = { source: string | null; verdict: Verdict | null };

export function eventsInput({ source, verdict }: EventFilter) {
  return { source_id: source ?? undefined, verdict: verdict ?? undefined };
}

export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: ["webhook-event", { list: "events", ...eventsInput(filter) }],
    queryFn: ({ pageParam, signal }) =>
      request<EventPage>("/webhook-events", { query: { ...eventsInput(filter), cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  });
}

export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ["webhook-event", id],
    queryFn: ({ signal }) => request<EventDetail>(`/webhook-events/${id}`, { signal }),
  });
}

export const chatLinksQuery = queryOptions({
  queryKey: ["chat-link", { list: "all" }],
  queryFn: ({ signal }) => request<{ data: ChatLink[] }>("/chat-links", { signal }),
});

export const kindWords: Record<SourceKind, { label: string; hint: string }> = {
  standard: { label: "Standard Webhooks", hint: "Most programs and form services; signed with a secret." },
  sendgrid: { label: "SendGrid events", hint: "Bounces, opt-outs and deliveries of your e-mail." },
  telegram: { label: "Telegram bot", hint: "Carries approvals to the phone." },
};

export const verdictWords: Record<Verdict, { label: string; tone: BadgeTone }> = {
  received: { label: "Received", tone: "info" },
  acted: { label: "Rule carried out", tone: "ok" },
  noted: { label: "Noted", tone: "neutral" },
  "no-rule": { label: "No rule", tone: "warn" },
  failed: { label: "Failed", tone: "danger" },
};
export const verdicts = Object.keys(verdictWords) as [Verdict, ...Verdict[]];
