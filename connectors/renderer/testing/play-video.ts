/** Plays a video as a reader's browser would, and tells what was seen. For tests only. */
import { chromium } from "playwright-core";
import { findChromium } from "../chromium.ts";

export type Viewing = {
  durationMs: number;
  width: number;
  height: number;
  /** Whether it was played to its end. */
  hasEnded: boolean;
  /** What was seen at each time: 32 by 32 pixels, four numbers each. */
  pictures: number[][];
  captions: string[];
};

/** Loads a video with its captions, seeks to each time (in seconds), and plays it to the end at four times the speed. */
export async function playVideo(
  video: { bytes: Uint8Array; captions: string },
  times: readonly number[],
): Promise<Viewing> {
  const browser = await chromium.launch(await findChromium());
  try {
    const page = await browser.newPage();
    await page.route("**/*", async route => {
      const name = new URL(route.request().url()).pathname;
      // Without this header a browser takes the film for a stream, and every seek ends at its beginning.
      const headers = { "content-type": "video/mp4", "accept-ranges": "bytes" };
      if (name === "/film.mp4") await route.fulfill({ headers, body: Buffer.from(video.bytes) });
      else if (name === "/film.vtt") await route.fulfill({ contentType: "text/vtt", body: video.captions });
      else await route.fulfill({ contentType: "text/html", body: "<!doctype html><body></body>" });
    });
    await page.goto("https://cinema.invalid/");
    return await page.evaluate(async moments => {
      const film = document.createElement("video");
      const track = document.createElement("track");
      Object.assign(track, { src: "/film.vtt", kind: "captions", srclang: "en", default: true });
      Object.assign(film, { src: "/film.mp4", muted: true });
      film.append(track);
      document.body.append(film);
      const event = (target: EventTarget, name: string) =>
        new Promise<void>((resolve, reject) => {
          target.addEventListener(name, () => resolve(), { once: true });
          film.addEventListener("error", () => reject(new Error(film.error?.message)), { once: true });
        });
      track.track.mode = "showing";
      await Promise.all([event(film, "loadeddata"), event(track, "load")]);
      const canvas = new OffscreenCanvas(32, 32);
      const pictures: number[][] = [];
      for (const moment of moments) {
        const arrived = event(film, "seeked");
        film.currentTime = moment;
        await arrived;
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context?.drawImage(film, 0, 0, 32, 32);
        pictures.push([...(context?.getImageData(0, 0, 32, 32).data ?? [])]);
      }
      film.currentTime = 0;
      film.playbackRate = 4;
      const ended = event(film, "ended");
      await film.play();
      await ended;
      return {
        durationMs: Math.round(film.duration * 1_000),
        width: film.videoWidth,
        height: film.videoHeight,
        hasEnded: film.ended,
        pictures,
        captions: [...(track.track.cues ?? [])].map(cue => (cue as VTTCue).text),
      };
    }, times);
  } finally {
    await browser.close();
  }
}
