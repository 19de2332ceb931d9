/** Owns one film by Remotion: bundled once for the process, drawn in the resolved Chromium, cancelled with its signal. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppError } from "#lib/core/errors.ts";
import type { CallOptions, RenderedVideo, RenderJob } from "#lib/kernel/readings.ts";
import { planCues, writeWebVtt } from "../renderer/captions.ts";
import { findChromium } from "../renderer/chromium.ts";
import { checkJob } from "../renderer/job.ts";
import { loadRemotion, type Remotion } from "./packages.ts";

type Options = CallOptions & { onProgress?: (share: number) => void; licenseKey: string | null };

let bundled: Promise<string> | null = null;

/** The video of a job. Throws `invalid`, `unavailable` or `timeout`. */
export async function renderByRemotion(given: RenderJob, options: Options): Promise<RenderedVideo> {
  const job = checkJob(given);
  const remotion = loadRemotion();
  const { executablePath } = await findChromium();
  bundled ??= bundleFilm(remotion);
  const serveUrl = await bundled.catch((cause: unknown) => {
    bundled = null;
    throw new AppError("unavailable", "Remotion could not bundle the film: see the worker's log", { cause });
  });
  const common = {
    serveUrl,
    inputProps: { job },
    browserExecutable: executablePath,
    chromeMode: "chrome-for-testing",
    logLevel: "error",
  } as const;
  const { cancelSignal, cancel } = remotion.makeCancelSignal();
  options.signal.addEventListener("abort", cancel, { once: true });
  try {
    options.signal.throwIfAborted();
    const composition = await remotion.selectComposition({ ...common, id: "film" });
    const { buffer } = await remotion.renderMedia({
      ...common,
      composition,
      codec: "h264",
      outputLocation: null,
      muted: true,
      cancelSignal,
      onProgress: ({ progress }) => options.onProgress?.(progress),
      ...(options.licenseKey === null ? {} : { licenseKey: options.licenseKey }),
    });
    if (buffer === null) throw new AppError("unavailable", "Remotion returned no video: try again");
    const frames = composition.durationInFrames;
    return {
      mimeType: "video/mp4",
      bytes: new Uint8Array(buffer),
      durationMs: Math.round((frames / job.framesPerSecond) * 1_000),
      frames,
      width: job.width,
      height: job.height,
      captions: writeWebVtt(planCues(job.scenes)),
    };
  } catch (error) {
    if (options.signal.aborted) {
      throw new AppError("timeout", "the video was stopped before it was finished: make it shorter, or try again", {
        cause: error,
      });
    }
    throw error;
  } finally {
    options.signal.removeEventListener("abort", cancel);
  }
}

async function bundleFilm({ bundle }: Remotion): Promise<string> {
  const outDir = await mkdtemp(path.join(tmpdir(), "quarterdeck-remotion-"));
  const rootDir = process.cwd();
  return bundle({ entryPoint: path.join(rootDir, "connectors", "remotion", "film", "index.mjs"), outDir, rootDir });
}
