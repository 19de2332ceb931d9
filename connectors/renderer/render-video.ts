/** Owns the making of a video from scenes: planned here, drawn and encoded in the studio, fetched piece by piece. */
import { AppError } from "#lib/core/errors.ts";
import type { CallOptions, RenderedVideo, RenderJob } from "#lib/kernel/readings.ts";
import { planCues, writeWebVtt } from "./captions.ts";
import { checkJob } from "./job.ts";
import type { Film } from "./page/draw-frame.mjs";
import type { studio as Studio } from "./page/record.mjs";
import { runInStudio } from "./studio.ts";

const PART_BYTES = 1024 * 1024;
/** As much as an output's file may hold. */
const MAX_BYTES = 50 * PART_BYTES;

/** What the page offers: see page/record.mjs. */
type Stage = { studio: typeof Studio; tellProgress(frames: number): Promise<void> };

/** The video of a job. Throws `invalid`, `unavailable`, `timeout`, or `too-large` above 50 MB. */
export async function renderVideo(
  given: RenderJob,
  { signal, onProgress }: CallOptions & { onProgress?: (share: number) => void },
): Promise<RenderedVideo> {
  const job = checkJob(given);
  const film = planFilm(job);
  const total = Math.max(1, Math.round((film.durationMs / 1_000) * job.framesPerSecond));
  return await runInStudio(signal, async page => {
    await page.exposeFunction("tellProgress", (frames: number) => onProgress?.(frames / total));
    const recorded = await page.evaluate(
      ({ film, framesPerSecond }) => {
        const { studio, tellProgress } = globalThis as unknown as Stage;
        return studio.record(film, { framesPerSecond, onProgress: tellProgress });
      },
      { film, framesPerSecond: job.framesPerSecond },
    );
    if (recorded === null) {
      throw new AppError(
        "unavailable",
        "this Chromium encodes no video: install another Chrome or Chromium, or set CHROMIUM_PATH to one that does",
      );
    }
    if (recorded.byteCount > MAX_BYTES) {
      throw new AppError("too-large", "the video has more than 50 MB: make it shorter, smaller or with fewer frames");
    }
    const parts: Buffer[] = [];
    for (let from = 0; from < recorded.byteCount; from += PART_BYTES) {
      const part = await page.evaluate(
        ([from, byteCount]) => (globalThis as unknown as Stage).studio.readPart(from, byteCount),
        [from, PART_BYTES] as const,
      );
      parts.push(Buffer.from(part, "base64"));
    }
    onProgress?.(1);
    return {
      mimeType: "video/mp4",
      bytes: new Uint8Array(Buffer.concat(parts)),
      durationMs: Math.round((recorded.frames / job.framesPerSecond) * 1_000),
      frames: recorded.frames,
      width: job.width,
      height: job.height,
      captions: writeWebVtt(film.cues),
    };
  });
}

function planFilm(job: RenderJob): Film {
  let startMs = 0;
  const stages = job.scenes.map(({ durationMs, headline, body }) => {
    const stage = { startMs, endMs: startMs + durationMs, headline, body };
    startMs += durationMs;
    return stage;
  });
  const { title, width, height, theme } = job;
  return { title, width, height, theme, durationMs: startMs, stages, cues: planCues(job.scenes) };
}
