"use client";
/** Counts what was decided on this visit, for the words at the end of the pile. */
import { useCallback, useState } from "react";
import type { Tally } from "./attention-words.ts";

const none: Tally = { approved: 0, rejected: 0, done: 0, snoozed: 0 };

export function useTally() {
  const [tally, setTally] = useState(none);
  // From the arrival: reading the first one is part of the work.
  const [arrivedAt] = useState(() => Date.now());
  const [tookMs, setTookMs] = useState(0);
  const add = useCallback(
    (what: keyof Tally, count: number) => {
      setTookMs(Date.now() - arrivedAt);
      setTally(before => ({ ...before, [what]: Math.max(0, before[what] + count) }));
    },
    [arrivedAt],
  );
  return { tally, tookMs, add };
}
