/** Owns the proposals to publish a video: one for each account, with the file where others can fetch it and by hand where not. */
import type { TaskContext } from "#lib/kernel/define.ts";
import type { Video } from "./jobs.ts";
import type { RemotionSettings } from "./settings.ts";

/** X counts more than this as too long; the others allow more. */
const SHORT_POST_LETTERS = 280;

/** Stages a proposal for each account and says in the trace what stands in the way of publishing by itself. */
export function proposePosts(
  ctx: TaskContext<RemotionSettings>,
  video: Video,
  { accounts, text }: { accounts: readonly string[]; text: string },
): void {
  const base = ctx.settings.public_media_url.replace(/\/+$/, "");
  const isByHand = base === "";
  for (const entry of accounts) {
    const split = entry.indexOf(":");
    const platform = entry.slice(0, split);
    const account = entry.slice(split + 1);
    ctx.propose({
      effect: "post.publish",
      recipient: account,
      payload: {
        platform,
        text: platform === "x" ? shorten(text, SHORT_POST_LETTERS) : text,
        mediaUrls: isByHand ? [] : [`${base}/${video.name}`],
      },
      why: isByHand
        ? `The video "${video.title}" is finished. ${platform} could not fetch it, because no public address of your files is set: download ${video.name} and publish it by hand with this text.`
        : `The video "${video.title}" is finished. ${platform} will fetch it from ${base}/${video.name}: put it there before you approve.`,
      sources: [
        { label: `video "${video.title}"`, entity: "task", id: video.task_id ?? undefined },
        { label: "video settings: accounts and public address", entity: "agent", id: "remotion" },
      ],
      author: { kind: "template", name: "video post" },
      isUntrusted: video.is_untrusted,
      outputId: video.output_id,
      isByHand,
    });
  }
  const where = accounts.join(", ");
  ctx.decide(
    "propose",
    isByHand
      ? `Publishing "${video.title}" on ${where} is proposed as work by hand: no public address is set from which a platform could fetch the file.`
      : `Publishing "${video.title}" on ${where} is proposed.`,
    { data: { video_id: video.output_id, accounts: [...accounts] } },
  );
  ctx.apply(session =>
    session.updateTable("render_jobs").set({ offered_at: ctx.clock.now() }).where("id", "=", video.id).execute(),
  );
}

/** What goes with a video unless a person writes something else: its title and what its first scene says. */
export function writePost(ctx: TaskContext<RemotionSettings>, video: Video): string {
  const first = (video.scenes as { caption?: string }[])[0]?.caption ?? "";
  return [video.title, first, ctx.settings.call_to_action].filter(part => part !== "").join("\n\n");
}

function shorten(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`;
}
