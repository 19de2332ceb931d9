"use client";
/** Says whether the page is live, and lets the person pause it; says only what is so. */
import { CirclePause, CircleSlash, LoaderCircle, Radio } from "lucide-react";
import { useLive } from "#components/shared/live-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";

const looks = {
  live: { word: "Live", icon: Radio, tone: "text-ok", hint: "Changes appear as they happen. Press to pause." },
  reconnecting: {
    word: "Reconnecting",
    icon: LoaderCircle,
    tone: "text-warn",
    hint: "The live connection is being made. Meanwhile the page is read again every 15 seconds.",
  },
  paused: {
    word: "Paused",
    icon: CirclePause,
    tone: "text-muted",
    hint: "Nothing changes on this page. Press to go on.",
  },
  refused: {
    word: "Not live",
    icon: CircleSlash,
    tone: "text-danger",
    hint: "You are signed out, or no longer a member of this workspace. Press to load the page again.",
  },
};

export function LiveIndicator({ className, isCompact }: { className?: string; isCompact?: boolean }) {
  const { status, isPausedByPerson, pause, resume } = useLive();
  const { word, icon: Icon, tone, hint } = looks[status];
  const isOffline = status === "paused" && !isPausedByPerson;
  const words = isOffline ? "Offline" : word;
  const isRefused = status === "refused";
  const act = isRefused ? () => window.location.reload() : isPausedByPerson ? resume : pause;
  const action = isRefused ? "Load the page again" : isPausedByPerson ? "Resume live updates" : "Pause live updates";
  return (
    <Button
      variant="ghost"
      size="sm"
      onClick={act}
      title={isOffline ? "This device is offline. The page goes on by itself when it is back." : hint}
      aria-label={`${words}. ${action}`}
      className={joinClasses("justify-start", isCompact && "max-md:min-w-11", className)}
    >
      <Icon aria-hidden className={joinClasses(tone, status === "reconnecting" && "animate-spin-slow")} />
      <span role="status" className={isCompact ? "sr-only" : undefined}>
        {words}
      </span>
    </Button>
  );
}
