"use client";
/** Changes the workspace at once in the page, takes it back when the server refuses, and offers an undo. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { changeWorkspace, type WorkspaceChange, type WorkspaceDetail, workspaceQuery } from "./settings-data.ts";

export function useChangeWorkspace() {
  const queries = useQueryClient();
  const key = workspaceQuery.queryKey;
  const mutation = useMutation({
    mutationFn: changeWorkspace,
    onMutate: async change => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<WorkspaceDetail>(key);
      queries.setQueryData<WorkspaceDetail>(key, old =>
        old ? { ...old, ...(change as Partial<WorkspaceDetail>) } : old,
      );
      return { before };
    },
    onError: (_error, _change, context) => queries.setQueryData(key, context?.before),
    onSuccess: workspace => queries.setQueryData(key, workspace),
    onSettled: () => queries.invalidateQueries({ queryKey: ["workspace"] }),
  });

  /** Keeps the change and says so; the toast takes it back. Throws what the server refused. */
  async function change(values: WorkspaceChange, said: string): Promise<void> {
    const before = queries.getQueryData<WorkspaceDetail>(key);
    await mutation.mutateAsync(values);
    const undo =
      before && Object.fromEntries(Object.keys(values).map(name => [name, before[name as keyof typeof before]]));
    showSuccess(said, {
      id: "settings",
      onUndo: undo && (async () => void (await mutation.mutateAsync(undo as WorkspaceChange))),
    });
  }

  /** The same for a control that has no place for an error of its own. */
  function changeOrSay(values: WorkspaceChange, said: string): void {
    change(values, said).catch(error => showError("That could not be changed", { description: describeError(error) }));
  }

  return { change, changeOrSay, isBusy: mutation.isPending };
}
