"use client";
/** The questions of the inbox, loaded shortly after the page is usable, so that a key opens them at once. */
import dynamic from "next/dynamic";
import { useEffect } from "react";
import type { Approval } from "./approval-types.ts";

export type Asking =
  /** `count` is more than the approvals when all that match are meant. */
  { kind: "reject"; approvals: readonly Approval[]; count: number } | { kind: "snooze"; approval: Approval };

const loadReject = () => import("./reject-dialog.tsx");
const loadSnooze = () => import("./snooze-dialog.tsx");
const RejectDialog = dynamic(() => loadReject().then(module => module.RejectDialog));
const SnoozeDialog = dynamic(() => loadSnooze().then(module => module.SnoozeDialog));

const preloadAfterMs = 1_000;

export type InboxDialogsProps = {
  asking: Asking | null;
  onReject: (approvals: readonly Approval[], reason: string) => void;
  onSnooze: (approval: Approval, until: string) => void;
  onClose: () => void;
};

export function InboxDialogs({ asking, onReject, onSnooze, onClose }: InboxDialogsProps) {
  useEffect(() => {
    const timer = setTimeout(() => {
      void loadReject();
      void loadSnooze();
      void import("#components/ui/dialog-popup.tsx");
      void import("./edit-form.tsx");
    }, preloadAfterMs);
    return () => clearTimeout(timer);
  }, []);

  if (asking?.kind === "reject") {
    return (
      <RejectDialog
        count={asking.count}
        recipient={asking.approvals[0]?.recipient ?? ""}
        onClose={onClose}
        onReject={reason => {
          onClose();
          onReject(asking.approvals, reason);
        }}
      />
    );
  }
  if (asking?.kind === "snooze") {
    return (
      <SnoozeDialog
        approval={asking.approval}
        onClose={onClose}
        onSnooze={until => {
          onClose();
          onSnooze(asking.approval, until);
        }}
      />
    );
  }
  return null;
}
