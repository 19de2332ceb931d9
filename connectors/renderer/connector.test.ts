import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { RenderJob } from "#lib/kernel/readings.ts";
import { sharedHouse } from "../testing/houses.ts";
import { planCues, writeWebVtt } from "./captions.ts";
import { rendererFactory } from "./connector.ts";
import { renderVideo } from "./render-video.ts";
import { runInStudio } from "./studio.ts";
import { playVideo } from "./testing/play-video.ts";

const PATIENCE_MS = 120_000;
const patience = () => AbortSignal.timeout(PATIENCE_MS);

const job: RenderJob = {
  title: "Trend of the day",
  width: 270,
  height: 480,
  framesPerSecond: 12,
  theme: { background: "#0f172a", foreground: "#f8fafc", accent: "#38bdf8" },
  scenes: [
    { durationMs: 1_000, headline: "Boxing moves", body: "142 posts in 72 hours.", caption: "Boxing <moves> & grows." },
    { durationMs: 1_000, headline: "Post on Thursday", body: "At six in the evening.", caption: "Post on Thursday." },
  ],
};

function measureDifference(one: readonly number[] = [], other: readonly number[] = []): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

afterEach(() => vi.unstubAllEnvs());

describe("A rendered video", () => {
  test(
    "plays to its end in a browser, seeks, shows each scene, and carries its captions",
    async () => {
      const shares: number[] = [];
      const video = await renderVideo(job, { signal: patience(), onProgress: share => shares.push(share) });
      expect(video).toMatchObject({ mimeType: "video/mp4", durationMs: 2_000, frames: 24, width: 270, height: 480 });
      expect(Buffer.from(video.bytes.subarray(4, 8)).toString()).toBe("ftyp");
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);

      const seen = await playVideo(video, [0.75, 1.75, 0.75]);
      expect(seen).toMatchObject({ durationMs: 2_000, width: 270, height: 480, hasEnded: true });
      expect(seen.captions).toEqual(["Boxing &lt;moves&gt; &amp; grows.", "Post on Thursday."]);
      const [first, second, again] = seen.pictures;
      expect(measureDifference(first, second)).toBeGreaterThan(1);
      expect(measureDifference(first, again)).toBeLessThan(0.5);
      // The upper left corner is the ground of the theme: #0f172a with a trace of light.
      expect(first?.slice(0, 3).every((value, at) => Math.abs(value - ([15, 23, 42][at] ?? 0)) < 25)).toBe(true);
    },
    PATIENCE_MS,
  );

  test(
    "is the same film whenever it is made",
    async () => {
      const one = await playVideo(await renderVideo(job, { signal: patience() }), [0.5, 1.5]);
      const other = await playVideo(await renderVideo(job, { signal: patience() }), [0.5, 1.5]);
      for (const at of [0, 1]) expect(measureDifference(one.pictures[at], other.pictures[at])).toBeLessThan(0.5);
    },
    PATIENCE_MS,
  );

  test(
    "can be wide or square, with words that are longer than the frame and scenes without a text",
    async () => {
      const scenes = [
        { durationMs: 300, headline: "x".repeat(300), body: "", caption: "" },
        { durationMs: 300, headline: "", body: "word ".repeat(200), caption: "ship ".repeat(100) },
      ];
      for (const [width, height] of [
        [480, 270],
        [320, 320],
      ] as const) {
        const video = await renderVideo({ ...job, width, height, scenes }, { signal: patience() });
        expect(await playVideo(video, [0.1])).toMatchObject({ width, height, hasEnded: true });
      }
    },
    PATIENCE_MS,
  );
});

describe("The studio", () => {
  test(
    "reaches no network, not even this machine",
    async () => {
      let visits = 0;
      const server = createServer((_request, response) => {
        visits += 1;
        response.end("ahoy");
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const answers = await runInStudio(patience(), page =>
        page.evaluate(
          addresses =>
            Promise.all(
              addresses.map(address =>
                fetch(address).then(
                  response => response.status,
                  () => 0,
                ),
              ),
            ),
          [`http://127.0.0.1:${port}/`, "https://studio.invalid/etc/passwd", "https://example.com/"],
        ),
      );
      server.close();
      expect(answers).toEqual([0, 404, 0]);
      expect(visits).toBe(0);
    },
    PATIENCE_MS,
  );

  test(
    "has room for one film at a time, and goes on after one that failed",
    async () => {
      let inside = 0;
      let most = 0;
      const film = async (fails: boolean) => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(resolve => setTimeout(resolve, 50));
        inside -= 1;
        if (fails) throw new Error("the film tore");
        return "done";
      };
      const films = [true, false, false].map(fails => runInStudio(patience(), () => film(fails)));
      const ends = await Promise.allSettled(films);
      expect(ends.map(end => end.status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
      expect(most).toBe(1);
    },
    PATIENCE_MS,
  );

  test(
    "closes in the middle of a film when it is told to, and is free for the next",
    async () => {
      const scenes = [{ durationMs: 60_000, headline: "Long", body: "", caption: "" }];
      const stop = new AbortController();
      const long = renderVideo(
        { ...job, scenes, framesPerSecond: 60 },
        { signal: stop.signal, onProgress: () => stop.abort() },
      );
      await expect(long).rejects.toMatchObject({ code: "timeout" });
      expect(await runInStudio(patience(), page => page.evaluate("1 + 1"))).toBe(2);
    },
    PATIENCE_MS,
  );

  test("says what to do when there is no Chromium that runs", async () => {
    vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
    await expect(renderVideo(job, { signal: patience() })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("set CHROMIUM_PATH"),
    });
    vi.stubEnv("CHROMIUM_PATH", "/bin/true");
    await expect(renderVideo(job, { signal: patience() })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/\/bin\/true does not start .*set CHROMIUM_PATH/),
    });
  });
});

test("What could not be drawn is refused by field before a browser is opened.", async () => {
  vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
  const wrong = { ...job, width: 271, theme: { ...job.theme, accent: "url(x)" }, scenes: [] };
  const refusal = await renderVideo(wrong, { signal: patience() }).catch((error: unknown) => error);
  const fields = (refusal as { details: { errors: { path: string }[] } }).details.errors.map(error => error.path);
  expect(fields.sort()).toEqual(["scenes", "theme.accent", "width"]);
});

test(
  "The connector says by which browser it would work, and why not when it could not.",
  async () => {
    const connector = rendererFactory.create({}, sharedHouse);
    vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
    expect(await connector?.check({ signal: patience() })).toEqual({
      isHealthy: false,
      message: expect.stringContaining("/nowhere/chromium"),
    });
    vi.unstubAllEnvs();
    expect(await connector?.check({ signal: patience() })).toEqual({
      isHealthy: true,
      message: expect.stringMatching(/Chromium \d+/),
    });
  },
  PATIENCE_MS,
);

describe("Captions", () => {
  test("stand while their scene stands, long ones piece by piece, each as long as its share of the text", () => {
    const cues = planCues([
      { durationMs: 1_000, headline: "", body: "", caption: "" },
      { durationMs: 3_000, headline: "", body: "", caption: "word ".repeat(25) },
    ]);
    expect(cues[0]?.startMs).toBe(1_000);
    expect(cues.at(-1)?.endMs).toBe(4_000);
    for (const [at, cue] of cues.entries()) {
      expect(cue.lines.length).toBeLessThanOrEqual(2);
      expect(cue.startMs).toBe(at === 0 ? 1_000 : cues[at - 1]?.endMs);
    }
    expect(cues.flatMap(cue => cue.lines).join(" ")).toBe("word ".repeat(25).trim());
  });

  test("are written as WebVTT, with marks as text", () => {
    const text = writeWebVtt([{ startMs: 3_661_250, endMs: 3_662_000, lines: ["a < b", "-->"] }]);
    expect(text).toBe("WEBVTT\n\n1\n01:01:01.250 --> 01:01:02.000\na &lt; b\n--&gt;\n");
  });
});
