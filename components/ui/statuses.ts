/** Every status the product shows: its word, icon and tone. An unknown status is shown as it is, never hidden. */
import {
  Ban,
  Bot,
  CalendarClock,
  CheckCheck,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  ClipboardList,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  MessageSquareText,
  PauseCircle,
  Replace,
  Send,
  Sparkle,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import type { BadgeTone } from "./badge.tsx";

export type StatusKind = "task" | "agent" | "approval" | "delivery" | "output";
export type StatusLook = { word: string; icon: LucideIcon; tone: BadgeTone; isMoving?: boolean };

const looks: Record<StatusKind, Record<string, StatusLook>> = {
  task: {
    queued: { word: "Queued", icon: CircleDashed, tone: "neutral" },
    planning: { word: "Planning", icon: ClipboardList, tone: "info" },
    running: { word: "Running", icon: LoaderCircle, tone: "info", isMoving: true },
    awaiting_approval: { word: "Awaiting approval", icon: Hourglass, tone: "waiting" },
    completed: { word: "Completed", icon: CircleCheck, tone: "ok" },
    failed: { word: "Failed", icon: CircleX, tone: "danger" },
    cancelled: { word: "Cancelled", icon: Ban, tone: "neutral" },
  },
  agent: {
    idle: { word: "Idle", icon: Bot, tone: "neutral" },
    active: { word: "Active", icon: LoaderCircle, tone: "info", isMoving: true },
    waiting_approval: { word: "Waiting for approval", icon: Hourglass, tone: "waiting" },
    paused: { word: "Paused", icon: PauseCircle, tone: "warn" },
    error: { word: "Error", icon: TriangleAlert, tone: "danger" },
  },
  approval: {
    pending: { word: "Waiting", icon: Hourglass, tone: "waiting" },
    snoozed: { word: "Snoozed", icon: CalendarClock, tone: "neutral" },
    approved: { word: "Approved", icon: CircleCheck, tone: "ok" },
    rejected: { word: "Rejected", icon: CircleX, tone: "danger" },
    expired: { word: "Expired", icon: Clock, tone: "warn" },
    superseded: { word: "Replaced", icon: Replace, tone: "neutral" },
    done: { word: "Marked done", icon: CheckCheck, tone: "ok" },
  },
  delivery: {
    intended: { word: "Held for undo", icon: Clock, tone: "info" },
    sending: { word: "Sending", icon: Send, tone: "info" },
    confirmed: { word: "Delivered", icon: CircleCheck, tone: "ok" },
    failed: { word: "Failed", icon: CircleX, tone: "danger" },
    unknown: { word: "Unknown", icon: CircleHelp, tone: "warn" },
    recalled: { word: "Recalled", icon: Undo2, tone: "neutral" },
  },
  output: {
    open: { word: "New", icon: Sparkle, tone: "info" },
    accepted: { word: "Accepted", icon: CircleCheck, tone: "ok" },
    changes_requested: { word: "Changes asked for", icon: MessageSquareText, tone: "waiting" },
    superseded: { word: "Superseded", icon: Replace, tone: "neutral" },
  },
};

/** The look of one status; an unlisted one keeps its own word with a neutral mark. */
export function lookUpStatus(kind: StatusKind, status: string): StatusLook {
  const word = status.replaceAll("_", " ");
  return (
    looks[kind][status] ?? { word: word.charAt(0).toUpperCase() + word.slice(1), icon: CircleHelp, tone: "neutral" }
  );
}
