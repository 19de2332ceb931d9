"use client";
/** Keeps what is shown in step with the database: says "look again" to the queries and tells how live the page is. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type Change, isTouched } from "./changes.ts";

/** "reconnecting" covers the first connection too; "paused" is by the person's wish or because the device is offline. */
export type LiveStatus = "live" | "reconnecting" | "paused";
export type Live = { status: LiveStatus; isPausedByPerson: boolean; pause: () => void; resume: () => void };

export type LiveProviderProps = { url: string; publishableKey: string; workspaceId: string; children: ReactNode };

const fallbackRefetchMs = 15_000;
const flushGapMs = 150;
/** An announcement may overtake the moment from which other readers see what it announces. */
const visibleAfterMs = 20;
/** What the server has read for a page is shown here at most so much later, even on a slow machine. */
const underWayMs = 10_000;

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}

export function LiveProvider({ url, publishableKey, workspaceId, children }: LiveProviderProps) {
  const queries = useQueryClient();
  const [isJoined, setIsJoined] = useState(false);
  const [isPausedByPerson, setIsPausedByPerson] = useState(false);
  const [isOffline, setIsOffline] = useState(false);
  const pending = useRef<{ changes: Change[]; isFlushing: boolean }>({ changes: [], isFlushing: false });
  const heard = useRef<{ joinedAt: number; changes: { at: number; change: Change }[] }>({
    joinedAt: Number.NEGATIVE_INFINITY,
    changes: [],
  });

  const lookAgain = useCallback(
    async (changes: Change[]) => {
      const now = performance.now();
      const recent = heard.current.changes.filter(({ at }) => now - at < underWayMs);
      heard.current.changes = [...recent, ...changes.map(change => ({ at: now, change }))];
      const queue = pending.current;
      queue.changes.push(...changes);
      if (queue.isFlushing) return;
      queue.isFlushing = true;
      // One refetch at a time: a burst of changes must neither cancel reads under way nor flood the server.
      while (queue.changes.length > 0) {
        await new Promise(resolve => setTimeout(resolve, visibleAfterMs));
        const batch = queue.changes.splice(0);
        await queries.invalidateQueries({ predicate: query => isTouched(query.queryKey, batch) });
        await new Promise(resolve => setTimeout(resolve, flushGapMs));
      }
      queue.isFlushing = false;
    },
    [queries],
  );

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

  // What the server read for a page may arrive after the change that made it old was announced: then nobody else would ask again.
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ type, query }) => {
        if (type !== "added" || query.state.data === undefined) return;
        const since = performance.now() - underWayMs;
        const { joinedAt, changes } = heard.current;
        const missed = changes.filter(({ at }) => at > since).map(({ change }) => change);
        if (joinedAt < since && !isTouched(query.queryKey, missed)) return;
        // Not at once: it is added while its page is being drawn.
        setTimeout(() => void queries.invalidateQueries({ queryKey: query.queryKey, exact: true }), visibleAfterMs);
      }),
    [queries],
  );

  const isPaused = isPausedByPerson || isOffline;

  useEffect(() => {
    if (isPaused) return;
    let close: (() => void) | null = null;
    let isGone = false;
    void import("./live-channel.ts").then(({ openLiveChannel }) => {
      if (isGone) return;
      close = openLiveChannel(
        { url, publishableKey, workspaceId },
        {
          onJoined: () => {
            setIsJoined(true);
            heard.current.joinedAt = performance.now();
            // Whatever happened while nobody listened was not announced, so everything is read again.
            void queries.invalidateQueries();
          },
          onLost: () => setIsJoined(false),
          onChanges: changes => void lookAgain(changes),
        },
      );
    });
    return () => {
      isGone = true;
      setIsJoined(false);
      close?.();
    };
  }, [url, publishableKey, workspaceId, isPaused, queries, lookAgain]);

  useEffect(() => {
    if (isJoined || isPaused) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void queries.invalidateQueries();
    }, fallbackRefetchMs);
    return () => clearInterval(timer);
  }, [isJoined, isPaused, queries]);

  const live = useMemo<Live>(
    () => ({
      status: isPaused ? "paused" : isJoined ? "live" : "reconnecting",
      isPausedByPerson,
      pause: () => setIsPausedByPerson(true),
      resume: () => setIsPausedByPerson(false),
    }),
    [isPaused, isJoined, isPausedByPerson],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
