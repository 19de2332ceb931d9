/** Owns one inspection of a running test: what became of its posts, the numbers, the look, and the one decision. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { judgeLook } from "#lib/stats/sequential-look.ts";
import { decideTest, keepLook, noteStart, stopTest } from "./ending.ts";
import { compareReadings, measureAge, type Pair, pairReadings } from "./metric.ts";
import { describePublication, findPost, keepPublication } from "./publication.ts";
import { type Collected, collectReadings, type EnteredNumbers, type LivePost } from "./reading.ts";
import type { AbTesterSettings } from "./settings.ts";
import type { TestFile } from "./test-file.ts";
import { findNextLook, listWakeUps } from "./wake-up.ts";
import { turnUplift, writeDecision, writeFinding, writeLook } from "./wording.ts";

export type Ctx = TaskContext<AbTesterSettings>;

/** What an inspection came to. `sentence` is for the trace and the result. */
export type Inspection = { testId: string; sentence: string } & (
  | { kind: "waiting" | "idle" | "unread" | "stopped" | "looked" }
  | { kind: "decided"; decision: Decision }
);

/** A decision in figures. The uplift is that of the winner over the other way, or of the second over the first without one. */
export type Decision = {
  reason: string;
  outcome: "winner" | "inconclusive" | "mismatch";
  winner: string | null;
  uplift: number | null;
  low: number | null;
  high: number | null;
  outputId: string;
};

/** `isAsked`: a person wants a look now. `isEnd`: and the test to end with it, whatever it shows. */
export type InspectionRequest = {
  isAsked: boolean;
  isEnd: boolean;
  /** Numbers that a person has read off one of the posts. */
  entered: { position: 0 | 1; numbers: EnteredNumbers } | null;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After this long without an answer the daily sweep goes on asking, and nothing oftener. */
const RETRY_FOR_MS = 12 * HOUR_MS;

/** Inspects a running test and stages all that follows from it. */
export async function inspectTest(ctx: Ctx, test: TestFile, request: InspectionRequest): Promise<Inspection> {
  const now = ctx.clock.now();
  const patienceMs = ctx.settings.give_up_days * DAY_MS;
  const publications = test.variants.map(variant => describePublication(variant, now));
  const givenUp = publications.find(publication => publication.state === "given-up");
  if (givenUp?.state === "given-up") return stop(ctx, test, givenUp.why, "Nothing was compared.");

  const posts: (LivePost | null)[] = [];
  for (const [index, publication] of publications.entries()) {
    const variant = test.variants[index as 0 | 1];
    if (publication.state !== "published") {
      posts.push(null);
      continue;
    }
    const { at, vendorId, text } = publication;
    const known = variant.post_id ?? (await ctx.query(session => findPost(session, test.platform, vendorId)));
    const postId = known ?? createId();
    if (variant.published_at === null) {
      ctx.apply(session =>
        keepPublication(session, test, { variant, at, vendorId, text, postId, isKnown: known !== null }),
      );
      Object.assign(variant, { text, published_at: at });
    }
    posts.push({ postId, label: variant.label, via: variant.via, vendorId, publishedAt: at });
  }

  const live = posts.filter(post => post !== null);
  const { entered } = request;
  const enteredFor = entered === null ? null : posts[entered.position];
  if (entered !== null && enteredFor === null) {
    const message = `${test.variants[entered.position].label} is not out yet: it has no numbers to enter`;
    throw new AppError("invalid", message, { details: { errors: [{ path: "params.way", message }] } });
  }
  const collected = await collectReadings(ctx, live, test.metric, {
    isFresh: request.isAsked || live.some(post => isHourReached(test, post, now)),
    entered: entered === null || !enteredFor ? null : { postId: enteredFor.postId, numbers: entered.numbers },
  });
  const sleep = (retryAt: Date | null) => {
    const publishedAt = posts.map(post => post?.publishedAt ?? null);
    const state = {
      testId: test.id,
      createdAt: test.created_at,
      publishedAt,
      checkbackHours: test.checkback_hours,
      retryAt,
    };
    for (const wakeUp of listWakeUps(state, now)) ctx.later(wakeUp);
  };

  const [a, b] = posts;
  if (a === undefined || b === undefined || a === null || b === null) {
    const why = publications
      .flatMap(publication => (publication.state === "waiting" ? [publication.why] : []))
      .join("; ");
    if (request.isEnd) return stop(ctx, test, `${why}; it was ended when asked`, "Nothing was compared.");
    if (now.getTime() - test.created_at.getTime() > patienceMs)
      return stop(ctx, test, `${why}; ${ctx.settings.give_up_days} days have passed`, "Nothing was compared.");
    sleep(null);
    return { testId: test.id, kind: "waiting", sentence: `${name(test)}: ${why}.` };
  }

  const startedAt = new Date(Math.max(a.publishedAt.getTime(), b.publishedAt.getTime()));
  if (test.started_at === null) ctx.apply(session => noteStart(session, test, startedAt));
  const lastHour = Math.max(...test.checkback_hours);
  const found = choosePair(test, [a, b], collected, { startedAt, now, ...request });
  if (found === null) {
    const next = findNextLook(startedAt, test.checkback_hours, now);
    if (listDueHours(test, startedAt, now).length === 0 && !request.isAsked) {
      sleep(null);
      const when = next === null ? "its looks are past" : `the next look is at ${next.toISOString().slice(0, 16)}Z`;
      return { testId: test.id, kind: "idle", sentence: `${name(test)}: ${when}.` };
    }
    const sinceEndMs = now.getTime() - startedAt.getTime() - lastHour * HOUR_MS;
    const why =
      collected.troubles.length === 0 ? "there is nothing new since the last look" : collected.troubles.join("; ");
    if (request.isEnd) return stop(ctx, test, `${why}; it was ended when asked`, "No decision.");
    if (sinceEndMs > patienceMs)
      return stop(
        ctx,
        test,
        `${why}; ${ctx.settings.give_up_days} days have passed since its last look was due`,
        "No decision.",
      );
    sleep(sinceEndMs < RETRY_FOR_MS ? collected.retryAt : null);
    return { testId: test.id, kind: "unread", sentence: `${name(test)} is not decided: ${why}.` };
  }
  const inspection = look(ctx, test, found, { lastHour, isEnd: request.isEnd });
  if (inspection.kind === "looked") sleep(null);
  return inspection;
}

/** Whether one of the test's hours is past for a post: then its numbers are read, equally old as those of the other. */
function isHourReached(test: TestFile, post: LivePost, now: Date): boolean {
  const looked = Math.max(0, ...test.looks.flatMap(({ hours }) => (hours === null ? [] : [hours])));
  const age = measureAge({ measuredAt: now }, post.publishedAt);
  return test.checkback_hours.some(hours => hours > looked && hours <= age);
}

/** The planned hours that have come and were not looked at, the latest first: a missed look is passed over, not made up for. */
function listDueHours(test: TestFile, startedAt: Date, now: Date): number[] {
  const looked = Math.max(0, ...test.looks.flatMap(({ hours }) => (hours === null ? [] : [hours])));
  return test.checkback_hours
    .filter(hours => hours > looked && startedAt.getTime() + hours * HOUR_MS <= now.getTime())
    .toSorted((one, other) => other - one);
}

type Found = { pair: Pair; hours: number | null };

function choosePair(
  test: TestFile,
  [a, b]: readonly [LivePost, LivePost],
  { readings }: Collected,
  { startedAt, now, isAsked }: InspectionRequest & { startedAt: Date; now: Date },
): Found | null {
  const side = (post: LivePost) => ({ publishedAt: post.publishedAt, readings: readings.get(post.postId) ?? [] });
  const last = test.looks.at(-1);
  const isNew = (pair: Pair | null): pair is Pair =>
    pair !== null && (pair.a.id !== last?.metrics_a || pair.b.id !== last?.metrics_b);
  for (const hours of listDueHours(test, startedAt, now)) {
    const pair = pairReadings(test.metric, side(a), side(b), hours);
    if (isNew(pair)) return { pair, hours };
  }
  if (!isAsked) return null;
  const pair = pairReadings(test.metric, side(a), side(b), null);
  return isNew(pair) ? { pair, hours: null } : null;
}

function look(
  ctx: Ctx,
  test: TestFile,
  { pair, hours }: Found,
  { lastHour, isEnd }: { lastHour: number; isEnd: boolean },
): Inspection {
  const comparison = compareReadings(test.metric, pair.a, pair.b);
  const judged = judgeLook(comparison, {
    plannedPerArm: test.planned_per_arm,
    alpha: test.alpha,
    plannedShare: test.planned_share,
    // A look at a mismatch tested nothing, so it has spent nothing.
    earlier: test.looks.filter(({ state }) => state !== "mismatch").map(({ information }) => information),
    isLast: hours === lastHour,
  });
  const sentence = writeLook(test, pair, judged, comparison.z, hours);
  ctx.apply(session =>
    keepLook(session, test, {
      taskId: ctx.task.id,
      now: ctx.clock.now(),
      pair,
      hours,
      judged,
      z: comparison.z,
    }),
  );
  // An end that was asked for spends what its information allows and no more: who ends a test may have seen how it stands.
  const isCutShort = isEnd && !judged.isEnd;
  const isOver = judged.state === "winner" || judged.isEnd || isEnd;
  if (!isOver) return { testId: test.id, kind: "looked", sentence: `${name(test)}. ${sentence}` };

  const outcome = judged.state === "winner" || judged.state === "mismatch" ? judged.state : "inconclusive";
  const reason = writeDecision(test, pair, judged, isCutShort);
  const uplift = turnUplift(judged.uplift, judged.winner);
  ctx.apply(session =>
    decideTest(session, test, { taskId: ctx.task.id, now: ctx.clock.now(), outcome, judged, reason }),
  );
  const outputId = ctx.output(writeFinding(test, pair, judged, { reason, sentence }));
  return {
    testId: test.id,
    kind: "decided",
    sentence: `${name(test)}. ${sentence} ${judged.state === "mismatch" ? "" : reason}`.trimEnd(),
    decision: {
      reason,
      outcome,
      winner: judged.winner === null ? null : test.variants[judged.winner].label,
      uplift: uplift?.estimate ?? null,
      low: uplift?.low ?? null,
      high: uplift !== null && Number.isFinite(uplift.high) ? uplift.high : null,
      outputId,
    },
  };
}

function stop(ctx: Ctx, test: TestFile, why: string, consequence: string): Inspection {
  const reason = `Stopped: ${why}. ${consequence}`;
  ctx.apply(session => stopTest(session, test, { taskId: ctx.task.id, now: ctx.clock.now(), reason }));
  return { testId: test.id, kind: "stopped", sentence: `${name(test)}. ${reason}` };
}

function name(test: TestFile): string {
  return `"${test.hypothesis}"`;
}
