import { expect, test } from "vitest";
import { connectorFactories } from "../index.ts";
import { playVideo } from "../renderer/testing/play-video.ts";
import { sharedHouse } from "../testing/houses.ts";
import { remotionFactory } from "./connector.ts";
import { isRemotionInstalled } from "./packages.ts";

const isInstalled = isRemotionInstalled();
const PATIENCE_MS = 300_000;
const job = {
  title: "Trend of the day",
  width: 270,
  height: 480,
  framesPerSecond: 10,
  theme: { background: "#0f172a", foreground: "#f8fafc", accent: "#38bdf8" },
  scenes: [{ durationMs: 1_000, headline: "Boxing moves", body: "142 posts.", caption: "Boxing moves." }],
};

test("Remotion is offered where its packages are installed, before the renderer of the house, and nowhere else.", () => {
  const names = connectorFactories.map(factory => factory.name);
  expect(names.includes("remotion")).toBe(isInstalled);
  if (isInstalled) expect(names.indexOf("remotion")).toBeLessThan(names.indexOf("renderer"));
});

test("It is off until somebody states the licence.", () => {
  expect(remotionFactory.create({}, sharedHouse)).toBeNull();
  expect(remotionFactory.create({ REMOTION_LICENSE: "free" }, sharedHouse)?.account).toBe("remotion:free licence");
  expect(remotionFactory.create({ REMOTION_LICENSE: "rm-key-1" }, sharedHouse)?.account).toBe(
    "remotion:company licence",
  );
});

test.skipIf(isInstalled)("Without its packages it says what to install (skipped where they are).", async () => {
  const connector = remotionFactory.create({ REMOTION_LICENSE: "free" }, sharedHouse);
  const rendering = connector?.reads?.render?.render(job, { signal: AbortSignal.timeout(1_000) });
  await expect(rendering).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("npm i remotion @remotion/renderer @remotion/bundler"),
  });
});

test.skipIf(!isInstalled)(
  "A film by Remotion plays in a browser with its captions (skipped where Remotion is not installed).",
  async () => {
    const connector = remotionFactory.create({ REMOTION_LICENSE: "free" }, sharedHouse);
    const video = await connector?.reads?.render?.render(job, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (video === undefined) throw new Error("Remotion offers no rendering");
    const seen = await playVideo(video, [0.5]);
    expect(seen).toMatchObject({ durationMs: 1_000, width: 270, height: 480, hasEnded: true });
    expect(seen.captions).toEqual(["Boxing moves."]);
  },
  PATIENCE_MS,
);
