import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { type AgentRig, openAgentRig } from "../testing/run-task.ts";
import { openClaimBook, type Part } from "./claim-book.ts";
import { lineWriters } from "./lines.ts";
import { joinParts } from "./summary.ts";
import type { SweptTask } from "./sweep-reading.ts";

const HOUR_MS = 3_600_000;

let rig: AgentRig;
let task: SweptTask;
beforeAll(async () => {
  rig = await openAgentRig();
  const id = await rig.dispatch({ task: "trends.detect", params: {} });
  const now = Date.now();
  task = {
    id,
    domain: "trends",
    status: "completed",
    started_at: new Date(now - 1_000),
    finished_at: new Date(now + HOUR_MS),
  };
});
afterAll(() => rig.close());

const write = (statement: (session: Session) => Promise<unknown>) => rig.asWorker(statement);

async function writeLine(domain: string): Promise<{ text: string; claims: { text: string; rows: number }[] }> {
  const context = {
    workspace: { id: rig.workspaceId },
    task: { id: task.id },
    clock: rig.kernel.clock,
    query: <T>(read: (session: Session) => Promise<T>) => rig.asWorker(read),
  } as unknown as TaskContext<unknown>;
  const book = openClaimBook(context, createId());
  const phrases = (await lineWriters[domain]?.write(book, task)) ?? [];
  const said = phrases.filter((phrase): phrase is Part[] => phrase !== null);
  for (const part of said.flat()) if (part.claim_id === null) expect(part.text).not.toMatch(/\d/);
  return {
    text: said.map(joinParts).join(" | "),
    claims: book.claims.map(claim => ({ text: claim.text, rows: claim.row_total })),
  };
}

describe("With nothing in the tables, a line", () => {
  it.each([
    ["prospect", "0 contacts scored"],
    ["ab-tester", "A/B tests: 0 running"],
    ["scheduler", "0 posting hours compared"],
    ["content-mix", "Content mix: nothing to plan from yet"],
    ["youtube", "0 videos tagged"],
    ["trends", "0 niches compared"],
    ["creators", "0 creators brought up to date | 0 known"],
    ["outreach", "0 outreach messages queued"],
    ["remotion", "Remotion: 0 renders complete | 0 distributing"],
  ])("of %s says no more than the rows do", async (domain, text) => {
    expect((await writeLine(domain)).text).toBe(text);
  });

  it("knows every agent of the nine", () => {
    expect(Object.keys(lineWriters)).toHaveLength(9);
  });
});

describe("From rows, a line", () => {
  it("of the A/B tester names the latest winner and its lead over the other way, whichever of them won", async () => {
    for (const [position, uplift, lead, ago] of [
      [1, 0.34, 0.34, 2],
      [0, -0.2, 0.25, 1],
    ] as const) {
      const [testId, winner] = [createId(), createId()];
      await write(session =>
        sql`
        insert into ab_tests (id, workspace_id, task_id, hypothesis, metric, platform, account, planned_per_arm, alpha, checkback_hours)
        values (${testId}, ${rig.workspaceId}, ${task.id}, 'two ways', 'click-rate', 'x', '@us', 100, 0.05, '{1,4,24}')`.execute(
          session,
        ),
      );
      await write(session =>
        sql`
        insert into ab_variants (id, workspace_id, test_id, position, label, text)
        values (${winner}, ${rig.workspaceId}, ${testId}, ${position}, ${position === 1 ? "Blotato" : "Browser"}, 'hello')`.execute(
          session,
        ),
      );
      await write(session =>
        sql`
        update ab_tests set status = 'decided', outcome = 'winner', winner_variant_id = ${winner}, uplift = ${uplift},
          lead = ${lead}, reason = 'decided', ended_at = ${new Date(Date.now() - ago * HOUR_MS)} where id = ${testId}`.execute(
          session,
        ),
      );
      const line = await writeLine("ab-tester");
      expect(line.text).toBe(
        position === 1
          ? "A/B tests: 0 running | 1 winner declared | latest: Blotato +34 %"
          : "A/B tests: 0 running | 2 winners declared | latest: Browser +25 %",
      );
    }
  });

  it("of the trends names the strongest and its platforms", async () => {
    await write(session =>
      sql`
      insert into cross_platform_trends (workspace_id, niche, platforms, platform_count, post_count, trend_strength, parts, task_id, detected_at)
      values (${rig.workspaceId}, 'ai_automation', '{x,youtube,reddit}', 3, 40, 70, '{}', ${task.id}, now()),
             (${rig.workspaceId}, 'cooking', '{x}', 1, 4, 10, '{}', ${task.id}, now())`.execute(session),
    );
    const line = await writeLine("trends");
    expect(line).toEqual({
      text: "Top trend: ai_automation × 3 platforms | 2 niches compared",
      claims: [
        { text: "2", rows: 2 },
        { text: "ai_automation", rows: 1 },
        { text: "3", rows: 1 },
      ],
    });
  });

  it("of the content mix adds up the plan", async () => {
    await write(session =>
      sql`
      insert into content_plans (workspace_id, niche, posts, current_share, reason, week_start, task_id)
      values (${rig.workspaceId}, 'ai', 5, 0.5, 'strong', '2026-11-23', ${task.id}),
             (${rig.workspaceId}, 'art', 2, 0.5, 'to learn', '2026-11-23', ${task.id})`.execute(session),
    );
    expect((await writeLine("content-mix")).text).toBe("7 posts planned for the week | most: ai (5)");
  });

  it("cuts what came from outside to one short line", async () => {
    await rig.addContacts([{ name: `Eve\u202e\n${"x".repeat(90)}`, email: "eve@example.com", score: 10 }]);
    await write(session => sql`update contacts set scored_at = now()`.execute(session));
    const { text } = await writeLine("prospect");
    expect(text).toMatch(/Top: Eve x{55}… \(score 10\)/);
  });
});
