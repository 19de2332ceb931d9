/** Owns the setting up of a test: its two ways by name, their proposals, and the rows it is kept in. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import type { Metric } from "./metric.ts";
import type { AbTesterSettings } from "./settings.ts";

/** What stands for a way of posting that needs a person. */
export const byHand = "by-hand";

export type Way = { label: string; via: string | null; text: string };
export type TestPlan = {
  id: string;
  hypothesis: string;
  metric: Metric;
  platform: string;
  account: string;
  plannedPerArm: number;
  plannedShare: number | null;
  checkbackHours: number[];
  createdAt: Date;
};

type Ctx = TaskContext<AbTesterSettings>;

/** "Blotato" and "By hand"; two of the same way are told apart by letter. */
export function nameWays(vias: readonly [string, string]): readonly [string, string] {
  const [first, second] = vias.map(via => {
    const words = via.replaceAll("-", " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
  }) as [string, string];
  return vias[0] === vias[1] ? [`${first} A`, `${second} B`] : [first, second];
}

/** The workspace's only account on a platform. Throws `invalid`, naming the param, when there is none or more than one. */
export async function findAccount(session: Session, platform: string): Promise<string> {
  const rows = await session
    .selectFrom("accounts")
    .select("handle")
    .where("platform", "=", platform)
    .limit(2)
    .execute();
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return only.handle;
  const message =
    only === undefined
      ? `name the account that posts on ${platform}, like @yourbrand`
      : `you have several accounts on ${platform}: name the one that posts`;
  throw refuseParam("account", message);
}

export function refuseParam(param: string, message: string): AppError {
  return new AppError("invalid", message, { details: { errors: [{ path: `params.${param}`, message }] } });
}

/** Stages the draft and the proposal of one way. Returns the draft's id, by which its approval is found again. */
export function proposeWay(ctx: Ctx, test: TestPlan, { label, via, text }: Way): string {
  const author = { kind: "engine", name: "text given with the task" } as const;
  const isUntrusted = ctx.task.trigger === "message" || ctx.task.trigger === "webhook";
  const outputId = ctx.output({
    kind: "draft",
    title: `${label}: ${text.slice(0, 80)}`,
    content: { format: "markdown", text },
    author,
    isUntrusted,
  });
  const how =
    via === null
      ? "Post it by hand, for example in the browser, and mark it done at once: the hours count from then."
      : `It goes out through ${via}.`;
  ctx.propose({
    effect: "post.publish",
    recipient: test.account,
    payload: { platform: test.platform, text, ...(via === null ? {} : { via }) },
    why: `One of two ways in a test: "${test.hypothesis}". ${how} Publish both close together, so that the time of day is the same.`,
    sources: [{ label: "text given with the task", entity: "task", id: ctx.task.id }],
    author,
    outputId,
    isByHand: via === null,
    isUntrusted,
  });
  const who = via === null ? "by a person's hand" : `through ${via}`;
  ctx.decide("propose", `${label}: post to ${test.account} on ${test.platform}, ${who}.`, {
    data: { test_id: test.id, output_id: outputId },
  });
  return outputId;
}

/** Stages the rows of a test, and its account where it is not known yet. */
export function keepTest(ctx: Ctx, test: TestPlan, ways: readonly (Way & { outputId: string })[]): void {
  const workspaceId = ctx.workspace.id;
  ctx.apply(async session => {
    await session
      .insertInto("ab_tests")
      .values({
        id: test.id,
        workspace_id: workspaceId,
        task_id: ctx.task.id,
        hypothesis: test.hypothesis,
        metric: test.metric,
        platform: test.platform,
        account: test.account,
        planned_per_arm: test.plannedPerArm,
        planned_share: test.plannedShare,
        alpha: ctx.settings.alpha,
        checkback_hours: test.checkbackHours,
        created_at: test.createdAt,
      })
      .execute();
    await session
      .insertInto("ab_variants")
      .values(
        ways.map(({ label, via, text, outputId }, position) => ({
          id: createId(),
          workspace_id: workspaceId,
          test_id: test.id,
          position,
          label,
          via,
          text,
          output_id: outputId,
        })),
      )
      .execute();
    await session
      .insertInto("accounts")
      .values({ id: createId(), workspace_id: workspaceId, platform: test.platform, handle: test.account })
      .onConflict(conflict => conflict.columns(["workspace_id", "platform", "handle"]).doNothing())
      .execute();
  });
}
