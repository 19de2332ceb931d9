"use client";
/** Says calmly, and at once, that the person no longer belongs to the workspace that their page shows. */
import { useQuery } from "@tanstack/react-query";
import { DoorClosed } from "lucide-react";
import { useEffect, useRef } from "react";
import { useLive } from "#components/shared/live-provider.tsx";
import { request } from "#components/shared/request.ts";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { isExpectedToLeave } from "./leaving.ts";

export type MembershipWatchProps = { workspaceId: string; workspaces: readonly { id: string; name: string }[] };

export function MembershipWatch({ workspaceId, workspaces }: MembershipWatchProps) {
  const { status } = useLive();
  const wasLive = useRef(false);
  const { data, refetch } = useQuery({
    queryKey: ["workspace", { scope: "mine" }],
    queryFn: async ({ signal }) => {
      const answer = await request<{ data: { id: string }[] }>("/workspaces", { signal });
      return answer.data.map(workspace => workspace.id);
    },
    initialData: workspaces.map(workspace => workspace.id),
    staleTime: Number.POSITIVE_INFINITY,
  });

  // Whoever is removed is cut off before they can be told: a lost channel is the first they hear of it.
  useEffect(() => {
    if (status === "live") wasLive.current = true;
    else if (wasLive.current) void refetch();
  }, [status, refetch]);

  const isGone = !data.includes(workspaceId) && !isExpectedToLeave();
  const button = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isGone) button.current?.focus();
  }, [isGone]);
  if (!isGone) return null;

  const name = workspaces.find(workspace => workspace.id === workspaceId)?.name ?? "this workspace";
  const hasOthers = data.length > 0;
  return (
    <div
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="gone-title"
      aria-describedby="gone-words"
      className="fixed inset-0 z-50 flex items-center justify-center bg-canvas p-6"
    >
      <div className="flex max-w-md flex-col items-center gap-1.5 text-center">
        <span className="mb-2 flex size-10 items-center justify-center rounded-lg border bg-sunken text-muted">
          <DoorClosed aria-hidden className="size-5" />
        </span>
        <h2 id="gone-title" className="text-balance font-medium text-base">
          You no longer belong to “{name}”
        </h2>
        <p id="gone-words" className="text-balance text-muted text-sm">
          An admin removed you, or the workspace was deleted. What you did there is not lost to those who stay. To come
          back, ask one of them for an invitation.
        </p>
        {/* A whole new page: everything that this one holds belongs to the workspace that is closed. */}
        <a ref={button} href="/" className={buttonStyles({ variant: "primary", className: "mt-3" })}>
          {hasOthers ? "Go to your other workspace" : "Go on"}
        </a>
      </div>
    </div>
  );
}
