/** Owns waiting: for a time, or until something holds. */

export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** Waits until a condition holds; false when it did not in time. A condition that throws does not hold yet. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return true;
    if (performance.now() > until) return false;
    await pause(everyMs);
  }
}
