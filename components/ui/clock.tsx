"use client";
/** One ticking clock for the whole page; a component re-renders only when the words it derives from it change. */
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const tickMs = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function notify() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(notify, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const RenderedAt = createContext(0);

/** Hands the server's time of rendering to the first client render, so that both write the same words. */
export function ClockProvider({ renderedAtMs, children }: { renderedAtMs: number; children: ReactNode }) {
  return <RenderedAt value={renderedAtMs}>{children}</RenderedAt>;
}

/** When the server began to render this page, on its own clock. */
export function useRenderedAt(): number {
  return useContext(RenderedAt);
}

/** Words derived from the current time; `derive` also learns the zone: UTC until the browser has taken over. */
export function useClockText(derive: (nowMs: number, timeZone: string | undefined) => string): string {
  const renderedAtMs = useContext(RenderedAt);
  return useSyncExternalStore(
    subscribe,
    () => derive(Date.now(), undefined),
    () => derive(renderedAtMs, "UTC"),
  );
}

const never = () => () => {};

/** Words that depend on the reader's zone and not on the time: derived once, and not at every tick. */
export function useZoneText(derive: (timeZone: string | undefined) => string): string {
  return useSyncExternalStore(
    never,
    () => derive(undefined),
    () => derive("UTC"),
  );
}
