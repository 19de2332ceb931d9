"use client";
import { useQuery } from "@tanstack/react-query";
import { AlarmClock, Check, CheckCheck, FilePenLine, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
/** One approval whole: exactly what would leave, its context, what became of it, and the ways to decide. */
import { useAccountLabel } from "#components/connections/account-label.tsx";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { useClockText } from "#components/ui/clock.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { type Approval, type ApprovalDetail, type InboxApproval, isOutbox, toDetail } from "./approval-types.ts";
import { AttentionNote } from "./attention-note.tsx";
import { AuthorLabel } from "./author-label.tsx";
import { DecisionBanner } from "./decision-banner.tsx";
import { DeliveryCard } from "./delivery-card.tsx";
import { EffectPreview, UntrustedNote } from "./effect-preview.tsx";
import { nameEffect, nameRecipient } from "./effect-words.ts";
import { PanelSkeleton } from "./panel-skeleton.tsx";
import { useWorkspace } from "./use-people.ts";

const EditForm = dynamic(() => import("./edit-form.tsx").then(module => module.EditForm), {
  loading: () => <Skeleton className="h-64" />,
});

/** What a person can do with the approval they look at. */
export type PanelActs = {
  approve: (approval: Approval) => void;
  complete: (approval: Approval) => void;
  reject: (approval: Approval) => void;
  snooze: (approval: Approval) => void;
  /** Brings a snoozed one back at once. */
  wake: (approval: Approval) => void;
};

export type ApprovalPanelProps = {
  id: string;
  /** What the list knows of it already. */
  row: InboxApproval | undefined;
  acts: PanelActs;
  isEditing: boolean;
  onEditing: (isEditing: boolean) => void;
  /** Tells which version is on screen and read: the one that keys decide about; null when none may be decided. */
  onShown: (approval: Approval | null) => void;
};

export function ApprovalPanel({ id, row, acts, isEditing, onEditing, onShown }: ApprovalPanelProps) {
  const query = useQuery({
    queryKey: ["approval", id],
    queryFn: ({ signal }) => request<ApprovalDetail>(`/approvals/${id}`, { signal }),
    placeholderData: row === undefined ? undefined : toDetail(row),
  });
  usePulse(["delivery"], ["approval", id]);
  const approval = query.data;
  const [read, setRead] = useState<{ digest: string } | null>(null);
  const digest = approval?.digest ?? null;
  // The first version that was shown counts as read; a later one only when the person says so.
  useEffect(() => {
    if (digest !== null) setRead(before => before ?? { digest });
  }, [digest]);
  const [wasPending, setWasPending] = useState(false);
  const status = approval?.status;
  useEffect(() => {
    if (status === "pending") setWasPending(true);
  }, [status]);
  const isChanged = approval?.status === "pending" && read !== null && read.digest !== approval.digest;
  useEffect(() => {
    onShown(approval?.status === "pending" && !isChanged ? approval : null);
  }, [approval, isChanged, onShown]);

  const asideUntil = approval?.snoozed_until ?? null;
  const isAside =
    useClockText(nowMs => (asideUntil !== null && Date.parse(asideUntil) > nowMs ? "yes" : "no")) === "yes";

  if (query.isError && approval === undefined) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />;
  }
  if (approval === undefined) return <PanelSkeleton />;
  const isPending = approval.status === "pending";
  return (
    <article aria-label={`Proposal to ${approval.recipient}`} className="flex flex-col gap-4">
      <header className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="min-w-0 break-words font-semibold text-lg tracking-tight">
            {nameEffect(approval.effect_kind)} to {nameRecipient(approval)}
          </h2>
          <CopyButton
            value={typeof window === "undefined" ? "" : `${window.location.origin}/approvals/${approval.id}`}
            label="Copy link"
          />
        </div>
        <div className="flex flex-wrap items-center gap-1.5">
          {approval.mode === "suggestion" ? <Badge tone="info">Suggestion: you carry it out</Badge> : null}
          <AuthorLabel kind={approval.author_kind} />
        </div>
        {isPending ? <AttentionNote approval={approval} /> : null}
      </header>
      {isPending ? null : <DecisionBanner approval={approval} isNews={wasPending} />}
      {approval.deliveries.map(delivery => (
        <DeliveryCard key={delivery.id} delivery={delivery} />
      ))}
      {isPending && isAside ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border bg-sunken px-4 py-2 text-muted text-sm">
          <span className="flex-1">
            Put aside; it shows up again <RelativeTime at={approval.snoozed_until} />.
          </span>
          <Button size="sm" onClick={() => acts.wake(approval)}>
            Show it again now
          </Button>
        </p>
      ) : null}
      {approval.is_untrusted ? <UntrustedNote /> : null}
      {isChanged ? (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-3 rounded-lg bg-info-soft px-4 py-3 text-info text-sm"
        >
          <span className="flex-1">
            This was changed while you were reading: it is revision {approval.revision} now, shown below.
          </span>
          <Button size="sm" onClick={() => setRead({ digest: approval.digest })}>
            I have read it
          </Button>
        </div>
      ) : null}
      {isEditing && isPending ? (
        <EditForm
          approval={approval}
          onCancel={() => onEditing(false)}
          onSaved={(revision, isApproved) => {
            setRead({ digest: revision.digest });
            onEditing(false);
            if (isApproved) acts.approve(revision);
          }}
        />
      ) : (
        <>
          <EffectPreview approval={approval} />
          {isPending ? (
            <Actions approval={approval} acts={acts} onEdit={() => onEditing(true)} isDisabled={isChanged} />
          ) : null}
        </>
      )}
      <ApprovalFacts
        approval={approval}
        onPutBack={isPending && !isChanged ? revision => setRead({ digest: revision.digest }) : undefined}
      />
    </article>
  );
}

type ActionsProps = { approval: Approval; acts: PanelActs; onEdit: () => void; isDisabled: boolean };

function Actions({ approval, acts, onEdit, isDisabled }: ActionsProps) {
  const workspace = useWorkspace();
  const readAccount = useAccountLabel();
  const isViewer = workspace?.role === "viewer";
  const isOff = isDisabled || isViewer;
  const isSuggestion = approval.mode === "suggestion";
  return (
    <div className="sticky bottom-0 z-10 -mx-1 flex flex-col gap-2 bg-canvas/95 px-1 py-2 max-lg:-mx-4 max-lg:bg-raised max-lg:px-4">
      <div className="flex flex-wrap items-center gap-2 max-md:gap-1.5 max-md:[&_button]:flex-1 max-md:[&_button]:px-2 max-md:[&_svg]:hidden">
        {isSuggestion ? (
          <Button variant="primary" disabled={isOff} onClick={() => acts.complete(approval)}>
            <CheckCheck aria-hidden />
            Mark done
          </Button>
        ) : (
          <Button variant="primary" disabled={isOff} onClick={() => acts.approve(approval)}>
            <Check aria-hidden />
            Approve
            <Kbd keys="a" className="border-transparent bg-on-accent/15 text-on-accent max-lg:hidden" />
          </Button>
        )}
        <Button disabled={isOff} onClick={onEdit}>
          <FilePenLine aria-hidden />
          Edit
          <Kbd keys="e" className="max-lg:hidden" />
        </Button>
        <Button disabled={isOff} onClick={() => acts.reject(approval)}>
          <X aria-hidden />
          Reject
          <Kbd keys="r" className="max-lg:hidden" />
        </Button>
        <Button variant="ghost" disabled={isOff} onClick={() => acts.snooze(approval)}>
          <AlarmClock aria-hidden />
          Snooze
          <Kbd keys="h" className="max-lg:hidden" />
        </Button>
      </div>
      <p className="text-faint text-xs">
        {isViewer
          ? "Your role in this workspace is viewer: you can read this. Deciding needs the role member; ask an owner for it."
          : isSuggestion
            ? "The agent only suggests this. Carry it out yourself, then mark it done."
            : isOutbox(approval.account)
              ? "No connection is set up that could send it: approving keeps it in the outbox, and nothing is sent."
              : `Exactly this leaves once through ${readAccount(approval.account)}, after an undo window of ${workspace?.undo_window_seconds ?? "a few"} s.`}
      </p>
    </div>
  );
}
