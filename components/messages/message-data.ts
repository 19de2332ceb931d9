/** What the pages of messages read, under which keys and for which address; shared by the server and the browser. */
import { queryOptions } from "@tanstack/react-query";
import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { request } from "#components/shared/request.ts";
import type { ThreadDetail } from "#lib/operations/shapes/message.ts";

export const types = ["request", "response", "notification", "escalation", "status-update", "handoff"] as const;
export const shows = ["all", "unread", "waiting"] as const;

export const messagesSearch = {
  show: parseAsStringLiteral(shows).withDefault("all"),
  agent: parseAsString,
  type: parseAsStringLiteral(types),
  /** The conversation beside the list. */
  open: parseAsString,
};
export type MessagesSearch = inferParserType<typeof messagesSearch>;
export const loadMessagesSearch = createLoader(messagesSearch);

/** The input of thread.list for an address, without its cursor. */
export function listInput({ show, agent, type }: MessagesSearch) {
  return {
    domain: agent ?? undefined,
    type: type ?? undefined,
    is_unread: show === "unread" ? true : undefined,
    is_waiting: show === "waiting" ? true : undefined,
    limit: 50,
  };
}

export function threadQuery(id: string) {
  return queryOptions({
    queryKey: ["message", { thread: id }],
    queryFn: ({ signal }) => request<ThreadDetail>(`/threads/${encodeURIComponent(id)}`, { signal }),
  });
}
