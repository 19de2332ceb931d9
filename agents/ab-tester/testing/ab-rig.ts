/** Plays tests of two ways of posting on a real database: proposals decided, hours slept, numbers entered. For tests only. */
import { createId } from "#lib/core/ids.ts";
import { approve, completeSuggestion } from "#lib/kernel/approval.ts";
import { type Numbers, openPostingVendor } from "../../testing/posting-vendor.ts";
import { openAgentRig } from "../../testing/run-task.ts";
import { abTester } from "../agent.ts";

export const hourMs = 3_600_000;

export type StartedTest = { testId: string; taskId: string; text: string };
export type AbRig = Awaited<ReturnType<typeof openAbRig>>;

/** A workspace with the A/B tester, and a scheduler called blotato connected. */
export async function openAbRig() {
  const vendor = await openPostingVendor();
  const rig = await openAgentRig([abTester], vendor);
  let counter = 0;

  const listApprovals = (taskId: string) =>
    rig.asPerson(session =>
      session.selectFrom("approvals").selectAll().where("task_id", "=", taskId).orderBy("id").execute(),
    );

  return {
    ...rig,
    vendor,
    listApprovals,

    /** Starts a test of a text of its own; `more` are params. */
    async startTest(more: object = {}): Promise<StartedTest> {
      counter += 1;
      const text = `Good morning, harbour number ${counter}`;
      const run = await rig.runTask("ab-tester.start", { text, account: "@harbour", ...more });
      if (run.outcome.status !== "awaiting_approval")
        throw new Error(`it did not start: ${JSON.stringify(run.task.error)}`);
      return { testId: String(run.result?.test_id), taskId: run.task.id, text };
    },

    /** Approves and delivers what goes through the connection, and marks what is done by hand. */
    async publish({ taskId }: StartedTest, which: readonly number[] = [0, 1]): Promise<void> {
      const approvals = await listApprovals(taskId);
      for (const index of which) {
        const approval = approvals[index];
        if (approval === undefined) throw new Error(`there is no proposal ${index}`);
        if (approval.mode === "suggestion") {
          await rig.asPerson(session => completeSuggestion(rig.kernel, session, rig.scope, approval));
        } else {
          const { deliveryId } = await rig.asPerson(session => approve(rig.kernel, session, rig.scope, approval));
          await rig.deliver(deliveryId);
        }
      }
    },

    /** Lets hours pass and runs the later tasks that have come due by then, as the executor would. Returns how many. */
    async sleepHours(hours: number): Promise<number> {
      rig.advance(hours * hourMs + 2_000);
      await rig.kernel.settle();
      const before = rig.events.length;
      await rig.kernel.flushOutbox(0);
      const due = rig.events.slice(before).filter(event => event.name === "agent/ab-tester.requested");
      for (const event of due) await rig.run(String(event.data.taskId));
      return due.length;
    },

    /** A person enters the numbers of a post as rows, as an import does. */
    async enterByHand(testId: string, numbers: Numbers, position = 1): Promise<void> {
      await rig.asPerson(async session => {
        const variant = await session
          .selectFrom("ab_variants")
          .select("post_id")
          .where("test_id", "=", testId)
          .where("position", "=", position)
          .executeTakeFirstOrThrow();
        await session
          .insertInto("post_metrics")
          .values({
            id: createId(),
            workspace_id: rig.workspaceId,
            post_id: variant.post_id ?? "",
            measured_at: rig.kernel.clock.now(),
            source: "hand",
            ...numbers,
          })
          .execute();
      });
    },

    readTest: (id: string) =>
      rig.asPerson(session =>
        session.selectFrom("ab_tests").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
      ),
    listLooks: (id: string) =>
      rig.asPerson(session =>
        session.selectFrom("ab_looks").selectAll().where("test_id", "=", id).orderBy("seq").execute(),
      ),
    /** The later tasks of a test whose key begins with a word. */
    listLater: (testId: string, word: string) =>
      rig.asPerson(session =>
        session
          .selectFrom("tasks")
          .select(["id", "run_at", "status"])
          .where("follow_up_key", "like", `${testId} ${word} %`)
          .execute(),
      ),
    checkback: (params: object = {}) => rig.runTask("ab-tester.checkback", params),

    async close() {
      await rig.close();
      await vendor.stop();
    },
  };
}
