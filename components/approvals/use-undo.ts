"use client";
/** Remembers how to take back what was done last, for the key and the button that do it; one step, and only once. */
import { useCallback, useRef } from "react";
import { showInfo } from "#components/ui/toast.ts";

/** `until` is the moment from which it is too late; null when it never is. */
export type Undo = { run: () => void | Promise<void>; until: string | null };

export function useUndo() {
  const last = useRef<Undo | null>(null);
  const remember = useCallback((undo: Undo | null) => {
    last.current = undo;
  }, []);
  const undo = useCallback(() => {
    const step = last.current;
    last.current = null;
    if (step === null) return showInfo("There is nothing to take back");
    if (step.until !== null && Date.parse(step.until) <= Date.now())
      return showInfo("It is too late to take that back", { description: "Its undo window is over." });
    void step.run();
  }, []);
  return { remember, undo };
}
