/** What the page of API keys reads, and what its scopes mean in words. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { keyCreate, keyList } from "#lib/operations/key.ts";

export type KeyPage = z.output<typeof keyList.output>;
export type ApiKey = KeyPage["data"][number];
export type NewApiKey = z.output<typeof keyCreate.output>;

export const keysQuery = infiniteQueryOptions({
  queryKey: ["key", { list: "all" }],
  queryFn: ({ pageParam, signal }) => request<KeyPage>("/keys", { query: { cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: page => page.next_cursor,
});

const meanings: Record<string, string> = {
  "workspaces:read": "See the workspace, its people and connections",
  "workspaces:write": "Change the workspace, invite people",
  "agents:read": "See the agents",
  "agents:write": "Change autonomy, settings and budgets; pause",
  "tasks:read": "See tasks and what they did",
  "tasks:write": "Run and cancel tasks, run the sweep",
  "approvals:read": "See what waits and what was sent",
  "approvals:write": "Approve, edit and reject: what leaves the house",
  "contacts:read": "See contacts",
  "contacts:write": "Add, change and import contacts",
  "library:read": "See posts, videos, creators and what the agents learned from them",
  "activity:read": "See what happened",
  "keys:read": "See API keys",
  "keys:write": "Make and revoke API keys",
  "webhooks:read": "See what came in from outside",
  "webhooks:write": "Open addresses to the outside, edit their rules, replay events",
};

export function explainScope(scope: string): string {
  return meanings[scope] ?? scope;
}
