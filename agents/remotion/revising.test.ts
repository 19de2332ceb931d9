import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestChanges } from "#lib/kernel/output-decisions.ts";
import { type AgentRig, openAgentRig } from "../testing/run-task.ts";
import { remotion } from "./agent.ts";
import { changeScript } from "./revising.ts";
import { Script } from "./script.ts";

const scene = (name: string) => ({ headline: name, body: "", caption: name, duration_ms: 3_000 });
const script = { title: "Boats", format: "vertical" as const, scenes: ["a", "b", "c", "d", "e"].map(scene) };
const names = (asked: string) => changeScript(script, asked).scenes.map(one => one.headline);

describe("A script that people want otherwise", () => {
  it.each([
    ["Make it shorter.", ["a", "b", "e"]],
    ["Leave out scene 2.", ["a", "c", "d", "e"]],
    ["Drop scene 1 and remove the scene 3", ["b", "d", "e"]],
    ["Leave out scene 2 and make it shorter", ["a", "e"]],
    ["Leave out scene 9.", ["a", "b", "c", "d", "e"]],
    ["Lovely!", ["a", "b", "c", "d", "e"]],
  ])("after %j has the scenes %j", (asked, scenes) => {
    expect(names(asked)).toEqual(scenes);
  });

  it("never loses so many scenes that nothing is left to film", () => {
    const all = script.scenes.map((_, at) => `leave out scene ${at + 1}`).join(", ");
    expect(names(all)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("takes the title that is asked for", () => {
    expect(changeScript(script, "Call it: Dry all winter").title).toBe("Dry all winter");
  });
});

describe("A brief that people want otherwise, without a model", () => {
  let rig: AgentRig;
  beforeAll(async () => {
    rig = await openAgentRig([remotion]);
    await rig.addPosts([
      { platform: "x", posted_at: "2026-11-18T10:00:00Z", body: "Boxing night", niche: "boxing", likes: 3 },
    ]);
  });
  afterAll(() => rig.close());

  async function ask(id: string, revision: number, feedback: string) {
    const { taskId } = await rig.asPerson(session =>
      requestChanges(rig.kernel, session, rig.scope, { id, revision, feedback }),
    );
    return rig.run(String(taskId));
  }

  it("is written anew from its own script, whose words and scenes stay one thing", async () => {
    const run = await rig.runTask("remotion.brief", { topic: "boxing" });
    const id = String(run.outputs[0]?.id);
    const before = Script.parse(Object(run.outputs[0]?.content).script);
    expect((await ask(id, 1, "Make it square. Leave out scene 2.")).status).toBe("completed");
    const revision = await rig.asPerson(session =>
      session
        .selectFrom("output_revisions")
        .select(["content", "feedback"])
        .where("output_id", "=", id)
        .where("revision", "=", 2)
        .executeTakeFirstOrThrow(),
    );
    const { script: kept, text } = Object(revision.content);
    const after = Script.parse(kept);
    expect(after.format).toBe("square");
    expect(after.scenes).toEqual(before.scenes.filter((_, at) => at !== 1));
    expect(text).toContain("square");
    expect(revision.feedback).toBe("Make it square. Leave out scene 2.");
  });

  it("is not repeated when nothing that was asked for is understood", async () => {
    const run = await rig.runTask("remotion.brief", { topic: "boxing" });
    const outcome = await ask(String(run.outputs[0]?.id), 1, "More sparkle");
    expect(outcome).toMatchObject({ status: "failed", error: { code: "unproductive" } });
  });
});
