/** Owns what a result needs to be known: its slot, its post, its number and what was usual. Refuses a second result for a slot. */
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import type { Session } from "#lib/db/database.ts";
import type { EngagementMeasure } from "#lib/db/engaged-posts.ts";
import type { Learned } from "./entries.ts";

/** The suggested slot. Throws `not-found`, or `conflict` when it has a result or lies ahead. */
export async function findSlot(session: Session, id: string, now: Date) {
  const slot = await session
    .selectFrom("posting_log")
    .select(["id", "platform", "account", "slot_at", "day_of_week", "hour", "propensity"])
    .where("id", "=", id)
    .where("kind", "=", "suggested")
    .executeTakeFirst();
  if (slot === undefined)
    throw new AppError(
      "not-found",
      "suggestion_id: there is no suggested time with this id: take one from scheduler.suggest",
    );
  const { platform, slot_at, day_of_week, hour, propensity } = slot;
  if (platform === null || slot_at === null || day_of_week === null || hour === null || propensity === null) {
    throw new Error(`the suggestion ${id} is incomplete`);
  }
  if (slot_at > now)
    throw new AppError("conflict", "suggestion_id: this time lies ahead, so it cannot have a result yet");
  const answer = await session.selectFrom("posting_log").select("id").where("answers", "=", id).executeTakeFirst();
  if (answer !== undefined) throw new AppError("conflict", "suggestion_id: this time has its result already");
  return { id: slot.id, account: slot.account, platform, slot_at, day_of_week, hour, propensity };
}

/** The post that went out. Throws `not-found`. */
export async function findPost(session: Session, id: string) {
  const post = await session
    .selectFrom("posts")
    .select(["id", "platform", "account", "posted_at", "created_at", "likes", "replies", "shares", "views"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (post === undefined) throw new AppError("not-found", "post_id: there is no such post in this workspace");
  return post;
}

type Figures = { likes?: unknown; replies?: unknown; shares?: unknown; views?: unknown };

/** The number that counts under the measure. Throws `invalid` when nothing was given for it. */
export function readFigure(measure: EngagementMeasure, figures: Figures, isPost: boolean): number {
  const names = measure === "views" ? (["views"] as const) : (["likes", "replies", "shares"] as const);
  const known = names.map(name => figures[name]).filter(value => value !== null && value !== undefined);
  if (known.length > 0) return known.reduce<number>((sum, value) => sum + Number(value), 0);
  const list = names.join(", ");
  throw isPost
    ? refuseFields([
        {
          path: "params.post_id",
          message: `this post has no ${list} yet: wait until they are known, or give them here`,
        },
      ])
    : refuseFields([{ path: `params.${names[0]}`, message: `give ${list}, or the post_id of the post that went out` }]);
}

/** What is usual for the account, or for all accounts of the platform by their posts; null where there was no post. */
export function findUsual(learned: Learned, platform: string, account: string | null): number | null {
  const here = learned.usual.filter(entry => entry.platform === platform);
  const own = here.find(entry => entry.account === account);
  if (own !== undefined) return own.usual;
  const posts = here.reduce((sum, entry) => sum + entry.posts, 0);
  return posts === 0 ? null : here.reduce((sum, entry) => sum + (entry.usual * entry.posts) / posts, 0);
}

/** The account that posts most on a platform: whose result it is when nobody says. */
export function findBusiestAccount(learned: Learned | undefined, platform: string): string | null {
  const here = (learned?.usual ?? []).filter(entry => entry.platform === platform);
  return here.sort((a, b) => b.posts - a.posts)[0]?.account ?? null;
}
