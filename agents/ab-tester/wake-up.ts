/** Owns when a test is looked at next: durable sleeps, each under a key of its own so that it is started once. */
import type { FollowUp } from "#lib/kernel/define.ts";

const HOUR_MS = 3_600_000;
const SOONEST_MS = 61_000;
/** Retries that several runs stage within this time are one. */
const RETRY_GRID_MS = HOUR_MS / 4;

export type WakeUpState = {
  testId: string;
  createdAt: Date;
  /** When each of its posts was published; null for one that was not. */
  publishedAt: readonly (Date | null)[];
  checkbackHours: readonly number[];
  /** When a vendor that did not answer may be asked again. */
  retryAt: Date | null;
};

/**
 * The later checkbacks of a running test: at its hours after each post's publishing, so that both are read equally old; once an
 * hour while a post is still to be published; and once more where a vendor did not answer.
 */
export function listWakeUps(state: WakeUpState, now: Date): FollowUp[] {
  const soonest = now.getTime() + SOONEST_MS;
  const wake = (key: string, atMs: number): FollowUp => ({
    task: "checkback",
    params: { test_id: state.testId },
    at: new Date(Math.max(atMs, soonest)),
    key: `${state.testId} ${key}`,
  });
  const looks = state.publishedAt.flatMap((published, position) =>
    published === null
      ? []
      : state.checkbackHours
          .map(hours => ({ hours, atMs: published.getTime() + hours * HOUR_MS }))
          .filter(({ atMs }) => atMs > now.getTime())
          .map(({ hours, atMs }) => wake(`look ${position} ${hours}`, atMs)),
  );
  const isWaiting = state.publishedAt.some(published => published === null);
  // The turns are counted from the test's start, so that whoever stages the next one names the same.
  const turn = Math.floor((soonest - state.createdAt.getTime()) / HOUR_MS) + 1;
  const polls = isWaiting ? [wake(`wait ${turn}`, state.createdAt.getTime() + turn * HOUR_MS)] : [];
  const { retryAt } = state;
  const retries =
    retryAt === null ? [] : [wake(`retry ${Math.ceil(retryAt.getTime() / RETRY_GRID_MS)}`, retryAt.getTime())];
  return [...looks, ...polls, ...retries];
}

/** The next planned moment of a test whose posts are both out; null when every look is past. */
export function findNextLook(startedAt: Date, hours: readonly number[], now: Date): Date | null {
  const moments = hours.map(hour => startedAt.getTime() + hour * HOUR_MS).filter(at => at > now.getTime());
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}
