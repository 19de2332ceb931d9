import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { rendererFactory } from "#connectors/renderer/connector.ts";
import { playVideo } from "#connectors/renderer/testing/play-video.ts";
import { createId } from "#lib/core/ids.ts";
import { createRecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import { type AgentRig, openAgentRig, readText } from "../testing/run-task.ts";
import { remotion } from "./agent.ts";
import type { Script } from "./script.ts";
import { measureFormat } from "./settings.ts";

const PATIENCE_MS = 120_000;
const small = { short_side: 360, frames_per_second: 10 };
const vendor = Object.assign(createRecordingVendor(), {
  capabilities: ["email", "post", "render"] as const,
  reads: rendererFactory.create({}, { mayReachPrivate: false })?.reads,
});
const { reads } = vendor;
const hour = (at: number) => new Date(Date.UTC(2026, 10, 18, at)).toISOString();

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig([remotion], vendor);
  await rig.setSettings("remotion", small);
});
afterAll(() => rig.close());
afterEach(() => {
  vi.unstubAllEnvs();
  vendor.reads = reads;
});

const readJobs = () =>
  rig.asPerson(session => session.selectFrom("render_jobs").selectAll().orderBy("created_at", "desc").execute());
const readJob = async (id: string) => (await readJobs()).find(job => job.id === id);
const reasonings = (run: { decisions: { reasoning: string }[] }) => run.decisions.map(row => row.reasoning).join(" ");

/** A brief of two short scenes, so that a real film of it takes little time. */
async function addBrief(changes: object = {}): Promise<string> {
  const run = await rig.runTask("remotion.brief", { topic: "boxing" });
  const id = String(run.outputs[0]?.id);
  const content = run.outputs[0]?.content as { script: Script };
  const scenes = content.script.scenes.slice(0, 2).map(scene => ({ ...scene, duration_ms: 600 }));
  const script = { ...content.script, scenes, ...changes };
  await rig.asWorker(async session => {
    await session
      .insertInto("output_revisions")
      .values({
        workspace_id: rig.workspaceId,
        output_id: id,
        revision: 2,
        content: JSON.stringify({ script }),
        author_kind: "engine",
        author: "test",
      })
      .execute();
    await session.updateTable("outputs").set({ revision: 2 }).where("id", "=", id).execute();
  });
  return id;
}

describe("In an empty workspace", () => {
  it("every task says what is missing and makes nothing", async () => {
    for (const [task, reason] of [
      ["brief", "nothing to make a video of yet"],
      ["render", "no brief without a video"],
      ["distribute", "no finished video"],
    ]) {
      const run = await rig.runTask(`remotion.${task}`);
      expect(run.outcome).toMatchObject({ status: "completed" });
      expect(String(run.result?.reason)).toContain(reason);
      expect(run.outputs).toEqual([]);
    }
    const check = await rig.runTask("remotion.check-jobs");
    expect(check.result?.summary).toBe("0 renders complete, 0 rendering, 0 waiting, 0 failed, 0 distributing");
  });
});

describe("Rendering", () => {
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

  it(
    "makes a film that plays, with its captions, and a job that knows it",
    async () => {
      const briefId = await addBrief();
      const run = await rig.runTask("remotion.render", { brief_id: briefId });
      expect(run.outcome).toMatchObject({ status: "completed" });
      expect(run.result).toMatchObject({ status: "completed", seconds: 1.2, frames: 12 });
      const job = await readJob(String(run.result?.job_id));
      expect(job).toMatchObject({ status: "completed", attempts: 1, progress: 1, output_id: run.result?.video_id });
      const files = await rig.asPerson(session =>
        session
          .selectFrom("output_files")
          .selectAll()
          .where("output_id", "=", String(run.result?.video_id))
          .orderBy("name")
          .execute(),
      );
      expect(files.map(file => file.mime_type)).toEqual(["video/mp4", "text/vtt"]);
      expect(files[0]?.name).toMatch(/^boxing-what-is-being-said-[0-9a-f]{8}\.mp4$/);
      const [film, captions] = files;
      const seen = await playVideo(
        { bytes: new Uint8Array(film?.bytes ?? []), captions: String(captions?.bytes) },
        [0.5, 1.1],
      );
      expect(seen).toMatchObject({ durationMs: 1_200, ...measureFormat("vertical", 360), hasEnded: true });
      expect(seen.captions[0]).toBe("Boxing. 12 posts on 2026-11-18.");
    },
    PATIENCE_MS,
  );

  it(
    "goes on after a run that died: the same job, one video",
    async () => {
      const id = await rig.dispatch({ task: "remotion.render", params: { brief_id: await addBrief() } });
      rig.crashAt("before-finish");
      await expect(rig.run(id, false)).rejects.toThrow();
      const [left] = await readJobs();
      expect(left).toMatchObject({ status: "rendering", task_id: id, attempts: 1, output_id: null });
      expect(await rig.run(id)).toMatchObject({ status: "completed" });
      expect(await readJob(String(left?.id))).toMatchObject({ status: "completed", attempts: 2 });
      expect((await readJobs()).filter(job => job.brief_id === left?.brief_id)).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    "gives the job back while there is no Chromium, and check-jobs has it made when there is one",
    async () => {
      vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
      const run = await rig.runTask("remotion.render", { brief_id: await addBrief({ format: "landscape" }) });
      expect(run.task).toMatchObject({ status: "failed", error: { code: "unavailable" } });
      const [job] = await readJobs();
      expect(job).toMatchObject({ status: "queued", error: expect.stringContaining("CHROMIUM_PATH") });
      vi.unstubAllEnvs();
      const check = await rig.runTask("remotion.check-jobs", { propose: false });
      expect(check.result).toMatchObject({ restarted: 1, queued: 1 });
      const asked = rig.events.findLast(event => event.name === "agent/remotion.requested");
      expect(await rig.run(String(asked?.data.taskId))).toMatchObject({ status: "completed" });
      expect(await readJob(String(job?.id))).toMatchObject({ status: "completed", error: null });
    },
    PATIENCE_MS,
  );

  it("waits for a renderer where none is connected, and says so", async () => {
    vendor.reads = {};
    const run = await rig.runTask("remotion.render", { brief_id: await addBrief() });
    expect(run.result).toMatchObject({ status: "queued", reason: expect.stringContaining("No renderer is connected") });
    const check = await rig.runTask("remotion.check-jobs", { propose: false });
    expect(check.result).toMatchObject({ restarted: 0, queued: 1 });
    expect(reasonings(check)).toContain("no renderer is connected");
    await abandon(String(run.result?.job_id), 3);
    expect((await rig.runTask("remotion.check-jobs", { propose: false })).result).toMatchObject({ given_up: 1 });
  });

  it("refuses a brief that cannot be filmed, by the field", async () => {
    const run = await rig.runTask("remotion.render", { brief_id: await addBrief({ scenes: [] }) });
    expect(run.task).toMatchObject({ status: "failed", error: { code: "invalid" } });
    expect(JSON.stringify(run.task.error)).toContain("params.brief_id");
  });
});

/** Leaves a job as a worker does that lost its power an hour ago. */
function abandon(jobId: string, attempts: number) {
  return rig.asWorker(session =>
    session
      .updateTable("render_jobs")
      .set({ status: "rendering", attempts, lease_until: new Date(Date.now() - 3_600_000), task_id: null })
      .where("id", "=", jobId)
      .execute(),
  );
}

describe("Jobs that a dead worker left", () => {
  it(
    "are not taken from one that is alive, are begun again after it, and given up after too many",
    async () => {
      const briefId = await addBrief();
      vendor.reads = {};
      const jobId = String((await rig.runTask("remotion.render", { brief_id: briefId })).result?.job_id);
      vendor.reads = reads;
      await rig.asWorker(session =>
        session
          .updateTable("render_jobs")
          .set({ status: "rendering", attempts: 1, lease_until: new Date(Date.now() + 60_000) })
          .where("id", "=", jobId)
          .execute(),
      );
      expect((await rig.runTask("remotion.render", { job_id: jobId })).result?.status).toBe("taken");
      expect((await rig.runTask("remotion.check-jobs", { propose: false })).result).toMatchObject({
        rendering: 1,
        restarted: 0,
      });

      await abandon(jobId, 1);
      const check = await rig.runTask("remotion.check-jobs", { propose: false });
      expect(check.result).toMatchObject({ rendering: 0, restarted: 1 });
      expect(reasonings(check)).toContain("was cut off in attempt 1: it is begun again");
      expect(check.messages).toMatchObject([{ topic: "render.requested", payload: { job_id: jobId } }]);
      expect((await rig.runTask("remotion.render", { job_id: jobId })).result?.status).toBe("completed");
      expect((await rig.runTask("remotion.render", { job_id: jobId })).result?.status).toBe("taken");
    },
    PATIENCE_MS,
  );
});

describe("Publishing a finished video", () => {
  const offerAgain = () =>
    rig.asWorker(session => session.updateTable("render_jobs").set({ offered_at: null }).execute());

  it("is proposed as work by hand while no public address is set, once for each account", async () => {
    await offerAgain();
    const run = await rig.runTask("remotion.distribute", {
      accounts: ["youtube:@desk", "x:@desk"],
      text: "y".repeat(400),
    });
    expect(run.result).toMatchObject({ proposed: 2, by_hand: true });
    expect(run.approvals).toMatchObject([
      {
        effect_kind: "post.publish",
        mode: "suggestion",
        recipient: "@desk",
        payload: { platform: "youtube", mediaUrls: [] },
      },
      { mode: "suggestion", payload: { platform: "x" } },
    ]);
    expect(readText(run.approvals[1])).toHaveLength(280);
    expect(String(run.approvals[0]?.why)).toContain("no public address");
    expect(run.approvals[0]?.output_id).toBe(run.result?.video_id);
    const again = await rig.runTask("remotion.distribute", { accounts: ["youtube:@desk"] });
    expect(again.result?.video_id).not.toBe(run.result?.video_id);
  });

  it("carries the file's address where one is set, and the sweep proposes what is finished", async () => {
    await offerAgain();
    const settings = { ...small, accounts: ["youtube:@desk"], public_media_url: "https://media.example.com/films/" };
    await rig.setSettings("remotion", settings);
    const run = await rig.runTask("remotion.check-jobs");
    await rig.setSettings("remotion", small);
    expect(run.result).toMatchObject({ distributing: 1, summary: expect.stringContaining("1 distributing") });
    expect(run.approvals).toMatchObject([{ mode: "approval", status: "pending" }]);
    expect(readText(run.approvals[0], "mediaUrls")).toMatch(/^https:\/\/media\.example\.com\/films\/boxing-.*\.mp4$/);
  });

  it("needs a video that exists and an account that is named", async () => {
    const unknown = await rig.runTask("remotion.distribute", { video_id: createId(), accounts: ["x:@desk"] });
    expect(unknown.task).toMatchObject({ status: "failed", error: { code: "not-found" } });
    await offerAgain();
    expect(String((await rig.runTask("remotion.distribute")).result?.reason)).toContain("No account is named");
  });
});
