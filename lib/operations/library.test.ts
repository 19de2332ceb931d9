import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "./define.ts";
import { fillLibrary, type LibraryIds } from "./testing/library-rows.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
let ids: LibraryIds;
let neighbour: Caller;

beforeAll(async () => {
  rig = await openOperationsRig();
  const stranger = rig.createStranger();
  const { id } = await rig.call("workspace.create", { name: "Next door" }, stranger);
  neighbour = { ...stranger, workspaceId: id };
  ids = await fillLibrary(rig);
});
afterAll(() => rig.close());

// biome-ignore lint/suspicious/noExplicitAny: rows of every kind, as the API gives them.
async function readPages(name: string, input: object = {}, caller = rig.owner): Promise<any[]> {
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const rows: any[] = [];
  let cursor: string | undefined;
  do {
    const page = await rig.call(name, { ...input, ...(cursor === undefined ? {} : { cursor }) }, caller);
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

describe("Posts", () => {
  it("are listed the latest first in pages that neither repeat nor skip, also where many share a moment", async () => {
    const rows = await readPages("post.list", { limit: 7 });
    expect(new Set(rows.map(row => row.id)).size).toBe(121);
    const moments = rows.map(row => row.posted_at);
    expect(moments).toEqual([...moments].sort().reverse());
  });

  it("are narrowed by platform, niche, whose they are, and how an account begins", async () => {
    expect(await readPages("post.list", { platform: "x", is_own: false })).toHaveLength(40);
    expect(await readPages("post.list", { niche: "hiring" })).toHaveLength(24);
    expect(await readPages("post.list", { search: "@HARB" })).toHaveLength(60);
    expect(await readPages("post.list", { search: "arbour" })).toHaveLength(0);
    expect((await readPages("post.list", { is_own: true })).map(row => row.body)).toEqual(["Our own"]);
  });

  it("are shown with their readings, latest first, and numbers nobody told stay unknown", async () => {
    const post = await rig.call("post.get", { id: ids.post });
    expect(post).toMatchObject({ body: "Post 0", likes: 0, replies: null });
    expect(post.readings.map((one: { impressions: number }) => one.impressions)).toEqual([200, 100]);
  });
});

describe("Videos", () => {
  it("come by publication with those of unknown date last, across pages", async () => {
    const rows = await readPages("video.list", { limit: 7 });
    expect(rows).toHaveLength(60);
    expect(new Set(rows.map(row => row.id)).size).toBe(60);
    expect(rows.slice(0, 30).map(row => row.title)).toEqual(Array.from({ length: 30 }, (_, n) => `Video ${29 - n}`));
    expect(rows.slice(30).every(row => row.published_at === null)).toBe(true);
  });

  it("carry their newest reading, and one alone carries all of them with its words and tags", async () => {
    const [listed] = await readPages("video.list", { search: "video 0" });
    expect(listed).toMatchObject({ views: 500, niche: { value: "sailing", by: "person", probability: 1 } });
    const video = await rig.call("video.get", { id: ids.video });
    expect(video).toMatchObject({ description: "What it is about", keywords: ["boats"] });
    expect(video.readings.map((one: { views: number }) => one.views)).toEqual([500, 0]);
  });

  it("are found by how a title or a channel begins, and by whether they are tagged", async () => {
    expect(await readPages("video.list", { search: "HARBOUR" })).toHaveLength(30);
    expect(await readPages("video.list", { is_tagged: true })).toHaveLength(15);
    expect(await readPages("video.list", { is_tagged: false, niche: "sailing" })).toHaveLength(0);
  });
});

describe("Creators", () => {
  it("come by followers with the untold last, across pages", async () => {
    const rows = await readPages("creator.list", { limit: 6 });
    expect(new Set(rows.map(row => row.id)).size).toBe(40);
    expect(rows.slice(0, 20).map(row => row.followers)).toEqual(Array.from({ length: 20 }, (_, n) => 1900 - n * 100));
  });

  it("are narrowed by niche and handle, and one is shown with its posts", async () => {
    expect(await readPages("creator.list", { niche: "cooking", search: "@Cook1" })).toHaveLength(6);
    expect(await rig.call("creator.get", { id: ids.creator })).toMatchObject({
      posts: [{ body: "Set sail", likes: 4 }],
    });
  });
});

describe("What agents learned", () => {
  it("is told of trends with their parts, the strongest first, one page at a time", async () => {
    const rows = await readPages("trend.list", { limit: 1 });
    expect(rows.map(row => row.niche)).toEqual(["hiring", "bread", "sailing"]);
    expect(rows[0]).toMatchObject({ parts: { engagement: 40, breadth: 40 }, bursts: [{ ratio: 4.5 }] });
    expect(await readPages("trend.list", { platform: "linkedin" })).toHaveLength(1);
  });

  it("is told of each hour of a platform's week, in per cent with its interval", async () => {
    const hours = await readPages("posting-window.list", { platform: "x", limit: 100 });
    expect(hours).toHaveLength(168);
    const best = hours.find(row => row.percent === 50);
    expect(best).toMatchObject({ day_of_week: 2, hour: 6, percent_low: 32, percent_high: 70.5 });
    expect(await readPages("posting-window.list", { limit: 200 })).toHaveLength(336);
  });

  it("is told of the latest mix alone, most posts first", async () => {
    const mix = await rig.call("content-mix.get");
    expect(mix.plan).toMatchObject({
      week_start: "2026-11-16",
      niches: [{ niche: "sailing", posts: 4 }, { posts: 3 }],
    });
    expect(mix.performance).toMatchObject({ niches: [{ percent: 20, percent_raw: 40 }] });
  });

  it("is told of tests with their ways and looks", async () => {
    const [listed] = await readPages("ab-test.list", { status: "running" });
    expect(listed).toMatchObject({
      variants: [{ label: "By hand" }, { label: "Scheduler" }],
      looks: [{ z: 0.7, boundary: 4.5, state: "watching" }],
    });
    expect(await rig.call("ab-test.get", { id: ids.test })).toEqual(listed);
    expect(await readPages("ab-test.list", { status: "decided" })).toHaveLength(0);
  });

  it("names the platforms and niches that lists can be narrowed to", async () => {
    expect(await rig.call("library.get")).toEqual({
      posts: { platforms: ["linkedin", "x"], niches: ["hiring"] },
      videos: { platforms: ["youtube"], niches: ["sailing"] },
      creators: { platforms: ["x"], niches: ["cooking", "sailing"] },
      posting_windows: ["linkedin", "x"],
    });
  });
});

describe("What agents plan", () => {
  it("is told of messages with whom they are for, by whether they wait", async () => {
    const [message] = await readPages("outreach-queue.list", { is_waiting: true });
    expect(message).toMatchObject({ id: ids.queued, contact_email: "ada@example.com", status: "queued" });
    expect(await rig.call("outreach-queue.get", { id: ids.queued })).toEqual(message);
    expect(await readPages("outreach-queue.list", { is_waiting: false })).toHaveLength(0);
    expect(await readPages("outreach-queue.list", { order: "latest", contact_id: randomUUID() })).toHaveLength(0);
  });

  it("is told of videos in production", async () => {
    const [job] = await readPages("render-job.list", { status: "queued" });
    expect(job).toMatchObject({ id: ids.render, scene_count: 2, progress: 0 });
    expect(await rig.call("render-job.get", { id: ids.render })).toEqual(job);
  });
});

describe("The library", () => {
  const lists = ["post", "video", "creator", "trend", "posting-window", "ab-test", "outreach-queue", "render-job"];
  const gets = [
    ["post.get", "post"],
    ["video.get", "video"],
    ["creator.get", "creator"],
    ["ab-test.get", "test"],
    ["outreach-queue.get", "queued"],
    ["render-job.get", "render"],
  ] as const;

  it.each(lists)("shows another workspace nothing of the list of each %s", async noun => {
    expect((await rig.call(`${noun}.list`, {}, rig.owner)).data.length).toBeGreaterThan(0);
    expect((await rig.call(`${noun}.list`, {}, neighbour)).data).toEqual([]);
  });

  it.each(gets)("answers %s of another workspace's row as if it were not there", async (name, kind) => {
    await expect(rig.call(name, { id: ids[kind] }, neighbour)).rejects.toMatchObject({ code: "not-found" });
    await expect(rig.call(name, { id: randomUUID() })).rejects.toMatchObject({ code: "not-found" });
  });

  it("tells another workspace neither a mix nor what there is to choose from", async () => {
    expect(await rig.call("content-mix.get", {}, neighbour)).toEqual({ plan: null, performance: null });
    const none = { platforms: [], niches: [] };
    expect(await rig.call("library.get", {}, neighbour)).toEqual({
      posts: none,
      videos: none,
      creators: none,
      posting_windows: [],
    });
  });

  it.each(lists)("refuses a cursor of %s that it has not made", async noun => {
    const id = randomUUID();
    const forged = [
      [null, "x", "y"],
      [1e300, id],
      [-1e18, id],
      // Halves are no moment; a strength of trends may be one.
      ...(noun === "trend" ? [] : [[1.5, id]]),
      [1e300, "hiring"],
      ["\0", 1, 1],
      [1, "\0"],
      [1],
    ];
    for (const cursor of ["nonsense", ...forged.map(keys => Buffer.from(JSON.stringify(keys)).toString("base64url"))])
      await expect(rig.call(`${noun}.list`, { cursor })).rejects.toMatchObject({
        code: "invalid",
        details: { errors: [{ path: "cursor" }] },
      });
  });

  it("is closed to a key without its scope", async () => {
    const key = { ...rig.owner, apiKey: { id: randomUUID(), scopes: ["contacts:read"] } };
    await expect(rig.call("post.list", {}, key)).rejects.toMatchObject({ code: "forbidden" });
    expect((await rig.call("outreach-queue.list", {}, key)).data).toHaveLength(1);
  });
});
