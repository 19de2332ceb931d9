import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { closeThreadPool, mayLoad, runOnThread } from "./thread-pool.ts";
import detectTrends, { type Detection, type DetectionWork } from "./trends/detection.ts";
import { TrendsSettings } from "./trends/settings.ts";

afterAll(closeThreadPool);

const module = "trends/detection.ts";
const work: DetectionWork = {
  posts: JSON.stringify(
    Array.from({ length: 4_000 }, (_, i) => ({
      id: `post-${i}`,
      platform: "x",
      account: null,
      at_ms: 1_700_000_000_000 + i * 1_000,
      body: `harbour lights ${i % 97} and boats ${i % 13}`,
      niche: null,
      engagement: i % 7,
    })),
  ),
  asOfMs: 1_700_000_000_000 + 4_000 * 1_000,
  windowMs: 3_600_000,
  minPosts: 5,
  settings: TrendsSettings.parse({}),
};

describe("Work on a thread", () => {
  it("answers as it would here, while this thread's timers go on", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const signal = new AbortController().signal;
    const found = await runOnThread<DetectionWork, Detection>(module, work, { signal, inline: detectTrends });
    clearInterval(timer);
    expect(found).toEqual(detectTrends(work));
    expect(ticks).toBeGreaterThan(10);
  });

  it("ends when it is aborted", async () => {
    const abort = new AbortController();
    const running = runOnThread<DetectionWork, Detection>(module, work, {
      signal: abort.signal,
      inline: detectTrends,
    });
    setTimeout(() => abort.abort(), 1);
    await expect(running).rejects.toThrow(/abort/i);
  });

  it("is possible in a checkout, and not where only the module itself was copied", () => {
    const root = mkdtempSync(path.join(tmpdir(), "thread-pool-"));
    mkdirSync(path.join(root, "agents", "trends"), { recursive: true });
    cpSync(path.join(import.meta.dirname, module), path.join(root, "agents", "trends", "detection.ts"));
    writeFileSync(path.join(root, "package.json"), '{"type":"module"}');
    expect(mayLoad(root, module)).toBe(false);
    expect(mayLoad(path.join(import.meta.dirname, ".."), module)).toBe(true);
    rmSync(root, { recursive: true });
  });

  it("computes here when the module is not on disk", async () => {
    const signal = new AbortController().signal;
    expect(await runOnThread("/nowhere/module.ts", 2, { signal, inline: number => number * 2 })).toBe(4);
  });
});
