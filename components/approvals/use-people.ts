"use client";
/** Who the people behind ids are, and what the reader may do in this workspace. */
import { useQuery } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import type { Member, Workspace } from "#lib/operations/shapes/workspace.ts";

const rarelyChangesMs = 5 * 60_000;

/** A function from a member's id to their address; what is no member's id is shown as it is. */
export function usePeople(): (id: string | null) => string {
  const { data } = useQuery({
    queryKey: ["member", { list: "names" }],
    queryFn: ({ signal }) => request<{ data: Member[] }>("/members", { signal }),
    staleTime: rarelyChangesMs,
  });
  return id => data?.data.find(member => member.user_id === id)?.email ?? id ?? "nobody";
}

/** The workspace with the reader's role; undefined until it is known. */
export function useWorkspace(): Workspace | undefined {
  const { data } = useQuery({
    queryKey: ["workspace", { scope: "current" }],
    queryFn: ({ signal }) => request<Workspace>("/workspaces/current", { signal }),
    staleTime: rarelyChangesMs,
  });
  return data;
}
