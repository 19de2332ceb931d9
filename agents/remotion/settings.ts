/** Owns what a workspace can set for the video agent, with a default for everything. */
import { z } from "zod";

const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, "give a colour like #1d4ed8");

export const formats = ["vertical", "square", "landscape"] as const;
export const Format = z.enum(formats);
export type Format = z.infer<typeof Format>;

export const RemotionSettings = z.strictObject({
  format: Format.default("vertical").describe("Shape of a video unless a task asks for another: 9:16, 1:1 or 16:9"),
  short_side: z
    .int()
    .min(360, "make it at least 360 pixels")
    .max(1_080, "make it at most 1,080 pixels")
    .multipleOf(4, "give a multiple of 4")
    .default(720)
    .describe("Pixels of the shorter side"),
  frames_per_second: z.int().min(10).max(60).default(30).describe("Pictures a second"),
  background: Colour.default("#0f172a").describe("Colour of the ground"),
  foreground: Colour.default("#f8fafc").describe("Colour of the words"),
  accent: Colour.default("#38bdf8").describe("Colour of lines and light"),
  call_to_action: z
    .string()
    .trim()
    .max(80)
    .default("")
    .describe("Last words of every video, such as your address; left out while empty"),
  accounts: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}:\S.{0,199}$/, "write platform and account like youtube:@yourbrand"))
    .max(20)
    .default([])
    .describe("Where finished videos shall be published, each like youtube:@yourbrand"),
  public_media_url: z
    .union([z.literal(""), z.url({ protocol: /^https$/, error: "give an address that begins with https://" })])
    .default("")
    .describe(
      "Where others can fetch your finished videos without signing in; while empty, people publish them by hand",
    ),
  max_attempts: z.int().min(1).max(10).default(3).describe("How often a video is begun again before it is given up"),
});
export type RemotionSettings = z.infer<typeof RemotionSettings>;

/** Width and height of a format. */
export function measureFormat(format: Format, shortSide: number): { width: number; height: number } {
  const longSide = Math.round((shortSide * 16) / 9 / 2) * 2;
  if (format === "vertical") return { width: shortSide, height: longSide };
  if (format === "landscape") return { width: longSide, height: shortSide };
  return { width: shortSide, height: shortSide };
}
