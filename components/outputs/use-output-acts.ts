"use client";
/** What a person does with an output: each act names the revision that was read, and who came first is told kindly. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { usePeople } from "#components/approvals/use-people.ts";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showInfo, showSuccess } from "#components/ui/toast.ts";
import type { OutputDetail } from "#lib/operations/shapes/output.ts";
import { detailQuery } from "./output-data.ts";
import { writeAuthor } from "./output-words.ts";

export type Act =
  | { verb: "accept" | "reopen" }
  | { verb: "request-changes"; feedback: string }
  | { verb: "revise"; text: string; subject?: string };

export function useOutputActs(output: OutputDetail, onChanged?: (output: OutputDetail) => void) {
  const queries = useQueryClient();
  const nameOf = usePeople();
  const { queryKey } = detailQuery(output.id);

  function put(next: OutputDetail) {
    queries.setQueryData(queryKey, next);
    onChanged?.(next);
  }

  async function send(verb: Act["verb"], body: object): Promise<OutputDetail> {
    await queries.cancelQueries({ queryKey });
    const next = await request<OutputDetail>(`/outputs/${output.id}/${verb}`, { body });
    put(next);
    return next;
  }

  /** Says who was faster, and shows what there is now. */
  async function tellRefusal(error: Error) {
    if (!(error instanceof ProblemError) || error.status !== 409) {
      showError("That did not work", { description: describeError(error) });
      return;
    }
    const now = await queries.fetchQuery({ ...detailQuery(output.id), staleTime: 0 });
    onChanged?.(now);
    showInfo("Somebody was faster", { description: describeNow(output, now, nameOf) ?? describeError(error) });
  }

  return useMutation({
    mutationFn: ({ verb, ...fields }: Act) => send(verb, { revision: output.revision, ...fields }),
    onMutate: ({ verb }) => {
      const before = queries.getQueryData<OutputDetail>(queryKey);
      const status = { accept: "accepted", reopen: "open", "request-changes": null, revise: null } as const;
      const expected = status[verb];
      if (before && expected !== null) put({ ...before, status: expected });
      return before;
    },
    onError: async (error, _act, before) => {
      if (before) put(before);
      await tellRefusal(error);
    },
    onSuccess: (next, act) => {
      if (act.verb === "accept") {
        showSuccess("Accepted", {
          description: "Agents remember it from now on.",
          onUndo: async () => {
            await send("reopen", { revision: next.revision });
          },
        });
      }
      if (act.verb === "reopen") showSuccess("It is new again");
      if (act.verb === "revise") showSuccess(`Kept as revision ${next.revision}`);
      if (act.verb === "request-changes") {
        const isWritten = next.requests[0]?.task_id !== null;
        showSuccess(isWritten ? "The next revision is being written" : "Your wish is kept", {
          description: isWritten ? undefined : "No agent writes this anew: edit it by hand when you like.",
        });
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

function describeNow(read: OutputDetail, now: OutputDetail, nameOf: (id: string | null) => string): string | null {
  if (now.revision !== read.revision && now.latest !== null) {
    return `Revision ${now.revision}, by ${writeAuthor(now.latest, nameOf)}, came while you were reading. It is shown now.`;
  }
  if (now.decided_by === null) return null;
  const did = now.status === "accepted" ? "accepted it" : "asked for changes";
  return `${nameOf(now.decided_by)} ${did} a moment ago.`;
}
