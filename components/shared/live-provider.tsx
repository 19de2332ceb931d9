"use client";
/** Keeps what is shown in step with the database: says "look again" to the queries and tells how live the page is. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useRenderedAt } from "#components/ui/clock.tsx";
import type { Change } from "./changes.ts";
import { createRefresher, type Refresher } from "./refresher.ts";
import { setPageWorkspace } from "./request.ts";

/**
 * "reconnecting" covers the first connection too; "paused" is by the person's wish or because the device is offline;
 * "refused" is for who is signed out or no longer a member.
 */
export type LiveStatus = "live" | "reconnecting" | "paused" | "refused";
export type Live = { status: LiveStatus; isPausedByPerson: boolean; pause: () => void; resume: () => void };

export type LiveProviderProps = { url: string; publishableKey: string; workspaceId: string; children: ReactNode };

/** How often what is shown is read again while nothing is heard. */
const fallbackReadMs = 15_000;
/** The same while all is well: a process that dies between its commit and its word says nothing, and nobody knows. */
const safetyReadMs = 60_000;

const loadAgainMs = 2_000;

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}

export function LiveProvider({ url, publishableKey, workspaceId, children }: LiveProviderProps) {
  const queries = useQueryClient();
  // Before anything below reads; the server reads nothing here, and draws pages of several people at a time.
  if (typeof window !== "undefined") setPageWorkspace(workspaceId);
  const [connection, setConnection] = useState<"joined" | "lost" | "refused">("lost");
  const [isPausedByPerson, setIsPausedByPerson] = useState(false);
  const isOffline = useIsOffline();
  const renderedAt = useRef<number | null>(useRenderedAt());
  const refresher = useRef<Refresher | null>(null);
  const isPaused = isPausedByPerson || isOffline;
  const isJoined = connection === "joined" && !isPaused;

  useEffect(() => {
    const made = createRefresher(queries);
    refresher.current = made;
    return () => made.stop();
  }, [queries]);

  useEffect(() => {
    if (isPaused) return;
    let close: (() => void) | null = null;
    let isGone = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    async function open() {
      try {
        const { openLiveChannel } = await import("./live-channel.ts");
        if (!isGone)
          close = openLiveChannel({ url, publishableKey, workspaceId, renderedAtMs: renderedAt.current }, events);
      } catch {
        // Its script could not be loaded; until it can, the page is read again now and then.
        retry = setTimeout(() => void open(), loadAgainMs);
      }
    }
    const events = {
      onJoined: (isComplete: boolean) => {
        setConnection("joined");
        renderedAt.current = null;
        if (isComplete) return;
        // However long nobody listened: reading all that is shown cannot miss anything, and is a handful of requests.
        refresher.current?.tellAll();
      },
      onLost: () => setConnection("lost"),
      onRefused: () => setConnection("refused"),
      onChanges: (changes: readonly Change[]) => refresher.current?.tell(changes),
    };
    void open();
    return () => {
      isGone = true;
      clearTimeout(retry);
      setConnection("lost");
      close?.();
    };
  }, [url, publishableKey, workspaceId, isPaused]);

  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(
      () => {
        if (document.visibilityState === "visible") refresher.current?.tellAll();
      },
      isJoined ? safetyReadMs : fallbackReadMs,
    );
    return () => clearInterval(timer);
  }, [isJoined, isPaused]);

  const live = useMemo<Live>(
    () => ({
      status: isPaused
        ? "paused"
        : connection === "joined"
          ? "live"
          : connection === "lost"
            ? "reconnecting"
            : "refused",
      isPausedByPerson,
      pause: () => setIsPausedByPerson(true),
      resume: () => setIsPausedByPerson(false),
    }),
    [isPaused, connection, isPausedByPerson],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** What the browser knows of the network; a line that is dead without its knowledge shows in the heartbeat. */
function useIsOffline(): boolean {
  const [isOffline, setIsOffline] = useState(false);
  useEffect(() => {
    const read = () => setIsOffline(!navigator.onLine);
    read();
    window.addEventListener("online", read);
    window.addEventListener("offline", read);
    return () => {
      window.removeEventListener("online", read);
      window.removeEventListener("offline", read);
    };
  }, []);
  return isOffline;
}
