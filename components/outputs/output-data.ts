/** What the pages of outputs read, under which keys and for which address; shared by the server and the browser. */
import { queryOptions } from "@tanstack/react-query";
import { createLoader, type inferParserType, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { request } from "#components/shared/request.ts";
import type { OutputDetail } from "#lib/operations/shapes/output.ts";

export const kinds = ["report", "draft", "brief", "video", "finding"] as const;
export const states = ["open", "changes_requested", "accepted", "superseded"] as const;

export const outputsSearch = {
  agent: parseAsString,
  kind: parseAsStringLiteral(kinds),
  state: parseAsStringLiteral(states),
  find: parseAsString.withDefault(""),
  /** The output beside the list. */
  open: parseAsString,
};
export type OutputsSearch = inferParserType<typeof outputsSearch>;
export const loadOutputsSearch = createLoader(outputsSearch);

/** Which revision is shown, and which it is compared with. */
export const revisionSearch = { revision: parseAsInteger, with: parseAsInteger };

/** The input of output.list for an address, without its cursor. */
export function listInput({ agent, kind, state, find }: OutputsSearch) {
  const search = find.trim().slice(0, 100);
  return {
    domain: agent ?? undefined,
    kind: kind ?? undefined,
    status: state ?? undefined,
    search: search === "" ? undefined : search,
    limit: 50,
  };
}

export function detailQuery(id: string) {
  return queryOptions({
    queryKey: ["output", id],
    queryFn: ({ signal }) => request<OutputDetail>(`/outputs/${encodeURIComponent(id)}`, { signal }),
  });
}
