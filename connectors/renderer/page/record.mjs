// @ts-check
/** Owns the recording of a film inside the browser: each frame drawn, encoded and put into an MP4 kept until it is fetched. */
import { BufferTarget, CanvasSource, getFirstEncodableVideoCodec, Mp4OutputFormat, Output, Quality } from "mediabunny";
import { drawFrame, fontFamily } from "./draw-frame.mjs";

/** What plays most widely comes first. */
const codecs = /** @type {import("mediabunny").VideoCodec[]} */ (["avc", "vp9", "av1"]);
/** Bits for each pixel of each frame: large type on a calm ground needs little. */
const BITS_PER_PIXEL = 0.06;

/** @type {ArrayBuffer | null} */
let recorded = null;

/**
 * Records a film.
 * @param {import("./draw-frame.mjs").Film} film
 * @param {{ framesPerSecond: number, onProgress: (frames: number) => Promise<void> }} options
 * @returns {Promise<{ codec: string, frames: number, byteCount: number } | null>} null when the browser encodes no video
 */
async function record(film, { framesPerSecond, onProgress }) {
  const { width, height } = film;
  await Promise.all([420, 600, 760].map(weight => document.fonts.load(`${weight} 40px ${fontFamily}`)));
  const quality = new Quality({ bitrate: Math.round(width * height * framesPerSecond * BITS_PER_PIXEL) });
  const codec = await getFirstEncodableVideoCodec(codecs, { width, height, quality });
  if (codec === null) return null;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("the browser gives no canvas to draw on");
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: "in-memory" }), target });
  const source = new CanvasSource(canvas, { codec, quality, keyFrameInterval: 1 });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  output.setMetadataTags({ title: film.title });
  await output.start();
  const frames = Math.max(1, Math.round((film.durationMs / 1_000) * framesPerSecond));
  for (let index = 0; index < frames; index += 1) {
    drawFrame(context, film, (index / framesPerSecond) * 1_000);
    // Waits while the encoder is behind, so that never more than a few frames are held.
    await source.add(index / framesPerSecond, 1 / framesPerSecond);
    if (index % framesPerSecond === 0) await onProgress(index);
  }
  await output.finalize();
  recorded = target.buffer;
  return { codec, frames, byteCount: recorded?.byteLength ?? 0 };
}

/** A part of the recording as base64. @param {number} from @param {number} byteCount */
function readPart(from, byteCount) {
  if (recorded === null) throw new Error("nothing was recorded");
  const bytes = new Uint8Array(recorded, from, Math.min(byteCount, recorded.byteLength - from));
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

/** What the product calls, from outside of the page. */
export const studio = { record, readPart };
Object.assign(globalThis, { studio });
