/** What stages and states of planned messages and videos in production are called. */
import type { BadgeTone } from "#components/ui/badge.tsx";
import type { QueuedMessage } from "#lib/operations/shapes/outreach-queue.ts";
import type { RenderJob } from "#lib/operations/shapes/render-job.ts";

export const stageWords: Record<QueuedMessage["stage"], string> = {
  answer: "Answer a reply",
  "first-touch": "First message",
  reconnect: "Reconnect",
  "follow-up": "Follow up",
};

export const queueWords: Record<QueuedMessage["status"], { word: string; tone: BadgeTone }> = {
  queued: { word: "Planned", tone: "neutral" },
  drafted: { word: "Drafted", tone: "info" },
  proposed: { word: "Waits for a decision", tone: "waiting" },
  sent: { word: "Sent", tone: "ok" },
  kept: { word: "Kept in the outbox", tone: "neutral" },
  failed: { word: "Failed", tone: "danger" },
  stopped: { word: "Stopped", tone: "neutral" },
};

export const renderWords: Record<RenderJob["status"], { word: string; tone: BadgeTone }> = {
  queued: { word: "Waiting", tone: "neutral" },
  rendering: { word: "Rendering", tone: "info" },
  completed: { word: "Finished", tone: "ok" },
  failed: { word: "Failed", tone: "danger" },
};
