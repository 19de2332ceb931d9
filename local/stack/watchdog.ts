/** Notices a process that runs and listens but no longer answers; what refuses connections is starting or gone, which is not its business. */
import { NoAnswer, readStatus } from "./readiness.ts";

export type WatchSettings = { everyMs: number; answerWithinMs: number; silences: number };

/** Three silences in a row: a computation of a few seconds, or a machine that slept, is no reason to end anything. */
export const WATCH_SETTINGS: WatchSettings = { everyMs: 3_000, answerWithinMs: 4_000, silences: 3 };

/** Asks the address again and again, and calls `onSilence` whenever it was silent too often in a row. Returns what ends the watch. */
export function watchAddress(url: string, onSilence: () => void, settings: WatchSettings = WATCH_SETTINGS): () => void {
  let silences = 0;
  let timer: NodeJS.Timeout;
  let isStopped = false;

  async function look(): Promise<void> {
    try {
      await readStatus(url, settings.answerWithinMs);
      silences = 0;
    } catch (error) {
      // Refused or cut: it is starting, or its end is known already.
      silences = error instanceof NoAnswer ? silences + 1 : 0;
    }
    if (silences >= settings.silences && !isStopped) {
      silences = 0;
      onSilence();
    }
    plan(silences > 0 ? 0 : settings.everyMs);
  }

  function plan(waitMs: number): void {
    if (isStopped) return;
    timer = setTimeout(() => void look(), waitMs);
    timer.unref();
  }

  plan(settings.everyMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
