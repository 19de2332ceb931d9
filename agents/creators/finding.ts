/** Owns the words about creators: every number in them was measured; texts of others are quoted and marked as from outside. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft, Source } from "#lib/kernel/define.ts";
import type { ObservedPost } from "./observations.ts";
import type { PlatformUsual, RankedCreator, Ranking } from "./ranking.ts";

const LISTED = 10;
const author = { kind: "engine", name: "creator ranking" } as const;

/** "1,240", or "0.4" where a whole number would hide it. */
export function writeNumber(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** "@ringside on tiktok". */
export function nameCreator({ handle, platform }: Pick<RankedCreator, "handle" | "platform">): string {
  const plain = handle.replace(/\s+/g, " ").slice(0, 60);
  return `${plain.startsWith("@") ? plain : `@${plain}`} on ${platform}`;
}

/** Why a creator stands where it stands, in one sentence. */
export function explainCreator(creator: RankedCreator): string {
  const { posts, typical, rawTypical, low, high, timesUsual, trust, followers } = creator;
  const basis =
    posts === 0
      ? "by the engagement rate that the source gives, which counts as one post"
      : `over ${writeCount(posts, "post")}, between ${writeNumber(low)} and ${writeNumber(high)} with 90 % confidence`;
  const times = timesUsual === 1 ? "nobody to compare with" : `${writeNumber(timesUsual)} times what is usual there`;
  const pulled =
    trust < 0.9 ? `; its own figure is ${writeNumber(rawTypical)}, trusted by ${Math.round(trust * 100)} %` : "";
  const reach = followers === null ? "" : `; ${writeCount(followers, "follower")}`;
  return `a post of theirs typically gets ${writeNumber(typical)} reactions ${basis}: ${times}${pulled}${reach}`;
}

export function writeUsual(usual: readonly PlatformUsual[]): string {
  return usual
    .slice(0, 5)
    .map(one => `${one.platform}: ${writeNumber(one.typical)} over ${writeCount(one.creators, "creator")}`)
    .join("; ");
}

/** The ranked list that a synchronisation leaves. */
export function writeRanking(ranking: Ranking, about: string, origin: string): OutputDraft {
  const listed = ranking.creators.slice(0, LISTED);
  const top = listed[0];
  const text = [
    origin,
    "",
    ...listed.map((creator, at) => `${at + 1}. **${nameCreator(creator)}**: ${explainCreator(creator)}.`),
    "",
    `Usual reactions to a post: ${writeUsual(ranking.usual)}. Reactions are likes, replies and shares. A figure over few posts is pulled towards the usual of its platform.`,
    ...(ranking.unranked === 0
      ? []
      : [
          `${writeCount(ranking.unranked, "creator has", "creators have")} neither posts nor a rate, and no place in this list.`,
        ]),
  ].join("\n");
  return {
    kind: "finding",
    about: `top creators ${about}`.slice(0, 200),
    title: top === undefined ? "No creators" : `Top creator ${about}: ${nameCreator(top)}`,
    content: { format: "markdown", text },
    author,
    isUntrusted: true,
  };
}

export type CreatorProfile = { creator: RankedCreator; themes: readonly string[]; best: readonly ObservedPost[] };

/** The report on a niche's top creators: why each, and what they post. */
export function writeProfiles(profiles: readonly CreatorProfile[], ranking: Ranking, about: string): OutputDraft {
  const parts = profiles.flatMap(({ creator, themes, best }, at) => [
    `**${at + 1}. ${nameCreator(creator)}**`,
    "",
    `Why: ${explainCreator(creator)}.`,
    "",
    themes.length === 0 ? "No subject stands out in what they post." : `What they post about: ${themes.join(", ")}.`,
    "",
    ...best.flatMap(post => [
      `${post.postedAt.toISOString().slice(0, 10)}, ${writeNumber(post.reactions)} reactions:`,
      "",
      // Every line is marked, so that a post cannot pose as our own text.
      ...post.body.split(/\r?\n/).map(line => `> ${line}`),
      "",
    ]),
  ]);
  const sources: Source[] = profiles.flatMap(({ creator, best }) =>
    best.map(post => ({ label: `post of ${nameCreator(creator)}`, entity: post.entity, id: post.id })),
  );
  const text = [
    `${writeCount(profiles.length, "creator")} of ${ranking.creators.length} ranked ${about}. Usual reactions to a post: ${writeUsual(ranking.usual)}.`,
    "",
    ...parts,
  ].join("\n");
  return {
    kind: "report",
    title: `Top creators ${about}`,
    content: { format: "markdown", text, sources },
    author,
    isUntrusted: true,
  };
}
