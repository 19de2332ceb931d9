/** Owns the daily reading of channels: the sweep tags what is there at once and has the channels read after it, once a day. */
import type { TaskContext } from "#lib/kernel/define.ts";
import { openVideoReader } from "./channel-reading.ts";
import type { YouTubeSettings } from "./settings.ts";

/** As soon as a later task may start, and a little. */
const SOON_MS = 65_000;

/** Stages today's reading of the channels in the settings, where a connection can read them and it was not staged before. */
export async function planReading(ctx: TaskContext<YouTubeSettings>): Promise<void> {
  if (ctx.settings.channels.length === 0 || (await openVideoReader(ctx)) === null) return;
  const now = ctx.clock.now();
  const day = now.toISOString().slice(0, 10);
  ctx.later({ task: "ingest", params: {}, at: new Date(now.getTime() + SOON_MS), key: `daily reading ${day}` });
  ctx.decide(
    "plan",
    "The channels are read once a day, right after its first run: what is new is tagged by the next one.",
    {
      data: { channels: ctx.settings.channels, day },
    },
  );
}
