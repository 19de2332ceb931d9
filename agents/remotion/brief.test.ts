import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { runTask } from "#lib/kernel/run.ts";
import type { LanguageModel } from "#lib/model/port.ts";
import { type AgentRig, openAgentRig, readText } from "../testing/run-task.ts";
import { trends } from "../trends/agent.ts";
import { remotion } from "./agent.ts";
import { findStrangeNumbers, Script, timeScript } from "./script.ts";

const hour = (at: number) => new Date(Date.UTC(2026, 10, 18, at)).toISOString();
const reasonings = (run: { decisions: { reasoning: string }[] }) => run.decisions.map(row => row.reasoning).join(" ");

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig([remotion, trends]);
});
afterAll(() => rig.close());

describe("A brief", () => {
  beforeAll(async () => {
    await rig.addPosts(
      Array.from({ length: 12 }, (_, at) => ({
        platform: at % 3 === 0 ? "tiktok" : "x",
        posted_at: hour(at),
        body: "Boxing night in Boston: <b>ring</b> side",
        niche: "boxing",
        likes: 10 * at,
      })),
    );
  });

  it("about a topic says what was counted and nothing else", async () => {
    const run = await rig.runTask("remotion.brief", { topic: "boxing", format: "square" });
    const [output] = run.outputs;
    expect(output).toMatchObject({ kind: "brief", author_kind: "template", is_untrusted: false });
    const script = Script.parse(Object(output?.content).script);
    expect(script.format).toBe("square");
    expect(script.scenes.map(scene => scene.body)).toEqual([
      "12 posts on 2026-11-18.",
      "x: 8, tiktok: 4.",
      "660 reactions, 55.0 for each post.",
    ]);
    expect(reasonings(run)).toContain('12 posts on "boxing" on 2026-11-18');
    expect(readText(output)).toContain("**2. Where it is talked about**");
  });

  it("without a topic tells the strongest trend, marked as words from outside", async () => {
    const detected = await rig.runTask("trends.detect", { until: hour(13) });
    expect(detected.result?.niches).toBeGreaterThan(0);
    const run = await rig.runTask("remotion.brief");
    expect(run.outputs[0]).toMatchObject({ title: "Video brief: Boxing is moving", is_untrusted: true });
    const { scenes } = Script.parse(Object(run.outputs[0]?.content).script);
    expect(scenes[0]?.body).toBe("12 posts on x and tiktok, as of 2026-11-18.");
    expect(scenes[1]?.body).toMatch(/^Number 1 of 1, at \d+\.\d of 100: /);
  });

  it("from sample posts says so in its title, which stands in every picture and in every post", async () => {
    await rig.addPosts([{ platform: "x", posted_at: hour(2), body: "Sailing at dawn", niche: "sailing", likes: 3 }]);
    const plain = await rig.runTask("remotion.brief", { topic: "sailing" });
    expect(plain.outputs[0]?.title).toBe("Video brief: Sailing: what is being said");
    await rig.asPerson(session =>
      session
        .insertInto("posts")
        .values({
          id: createId(),
          workspace_id: rig.workspaceId,
          platform: "x",
          posted_at: hour(3),
          body: "Sailing at dusk",
          niche: "sailing",
          is_sample: true,
        })
        .execute(),
    );
    const marked = await rig.runTask("remotion.brief", { topic: "sailing" });
    expect(marked.outputs[0]?.title).toBe("Video brief: Sample data: Sailing: what is being said");
  });

  it("of an output tells its lines, and closes with the workspace's own words", async () => {
    const finding = await rig.runTask("trends.detect", { until: hour(13) });
    await rig.setSettings("remotion", { call_to_action: "quarterdeck.example" });
    const run = await rig.runTask("remotion.brief", { output_id: finding.outputs[0]?.id });
    await rig.setSettings("remotion", {});
    const { scenes } = Script.parse(Object(run.outputs[0]?.content).script);
    expect(scenes[0]?.headline).toContain("Top trend: boxing");
    expect(scenes.at(-1)?.headline).toBe("quarterdeck.example");
    expect(run.outputs[0]?.is_untrusted).toBe(true);
  });

  it("of videos says how many there are, who makes them and how often they were seen", async () => {
    await rig.asPerson(async session => {
      const ids = [createId(), createId()];
      const owned = { workspace_id: rig.workspaceId };
      await session
        .insertInto("videos")
        .values(
          ids.map(id => ({
            ...owned,
            id,
            external_id: id,
            channel_id: "UC1",
            title: "Chess (blitz) for all",
            published_at: hour(1),
          })),
        )
        .execute();
      await session
        .insertInto("video_stats")
        .values([
          { ...owned, video_id: String(ids[0]), read_at: hour(2), views: 10 },
          { ...owned, video_id: String(ids[0]), read_at: hour(3), views: 1_200 },
        ])
        .execute();
    });
    const run = await rig.runTask("remotion.brief", { topic: "chess (blitz)" });
    const { scenes } = Script.parse(Object(run.outputs[0]?.content).script);
    expect(scenes.map(scene => scene.body)).toEqual([
      "2 videos on 2026-11-18.",
      "1 channel, 1,200 views when last read.",
    ]);
  });

  it.each([
    ["that keeps to the facts is the model's", "55.0 for each post.", "model"],
    ["with a number of its own is thrown away for the template's", "Up by 300 %.", "template"],
  ])("by a model %s", async (_what, body, author) => {
    const scene = { headline: "Boxing", body, caption: "Boxing." };
    const model: LanguageModel = {
      provider: "scripted",
      name: "one-answer",
      quote: () => ({ p90Micros: 10 }),
      async answer(request) {
        const value = request.schema.parse({ title: "Boxing today", scenes: [scene, scene] });
        return { value: value as never, inputTokens: 1, outputTokens: 1, costMicros: 7 };
      },
    };
    const taskId = await rig.dispatch({ task: "remotion.brief", params: { topic: "night" } });
    const request = { workspaceId: rig.workspaceId, taskId, isLastAttempt: true, runId: "scripted" };
    expect(await runTask({ ...rig.kernel, model }, request)).toMatchObject({ status: "completed" });
    const task = await rig.asPerson(session =>
      session.selectFrom("tasks").select("result").where("id", "=", taskId).executeTakeFirstOrThrow(),
    );
    expect(JSON.stringify(task.result)).toContain(`"written_by":"${author}: `);
  });

  it("about something that nothing is known of is refused by the field", async () => {
    for (const [params, path] of [
      [{ topic: "50%_off" }, "params.topic"],
      [{ output_id: createId() }, "params.output_id"],
    ] as const) {
      const run = await rig.runTask("remotion.brief", params);
      expect(run.task).toMatchObject({ status: "failed", error: { code: "not-found" } });
      expect(JSON.stringify(run.task.error)).toContain(path);
    }
  });
});

describe("A script", () => {
  const scene = { headline: "Boxing moves", body: "1,204 posts.", caption: "At 81.2 of 100." };

  it("may only hold numbers that a fact holds", () => {
    const text = { title: "Boxing", scenes: [scene, { ...scene, body: "Up by 40 % since 2019." }] };
    expect(findStrangeNumbers(text, { posts: 1204, strength: "81.2", of: 100 })).toEqual(["40", "2019"]);
    expect(findStrangeNumbers({ title: "Boxing", scenes: [scene, scene] }, ["1,204", 81.2, 100])).toEqual([]);
  });

  it("gives every scene the time its words need, within bounds", () => {
    const long = { headline: "x", body: "", caption: "word ".repeat(48).trim() };
    const { scenes } = timeScript({ title: "Boxing", scenes: [scene, long] }, "square");
    expect(scenes[0]?.duration_ms).toBe(2_600);
    expect(scenes[1]?.duration_ms).toBe(9_000);
  });
});
