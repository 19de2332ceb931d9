/** Owns the words about trends: every number in them was measured; post text is quoted and marked as from outside. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import type { Detection, NicheBurst } from "./detection.ts";

const LISTED = 10;

/** "2017-08-27 00:05" in UTC. */
export function writeTime(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

export function writeParts(parts: Record<string, number>): string {
  return Object.entries(parts)
    .map(([name, points]) => `${name} ${points.toFixed(1)}`)
    .join(" + ");
}

export function writeBurst(burst: NicheBurst): string {
  return `${writeTime(burst.from)} to ${writeTime(burst.to)} UTC: ${writeCount(burst.posts, "post")} where ${burst.expected.toLocaleString("en")} were usual`;
}

/** "× 2 platforms" in words that fit one and many. */
export function writePlatforms(platforms: readonly string[]): string {
  return platforms.length === 1
    ? `on ${platforms[0]} only`
    : `× ${platforms.length} platforms (${platforms.join(", ")})`;
}

/** The output of a detection. Untrusted: niches discovered in posts are words of strangers. */
export function writeTrendFinding(
  found: Detection,
  asOf: Date,
  windowHours: number,
  windowReason: string,
): OutputDraft {
  const listed = found.rows.slice(0, LISTED);
  const top = listed[0];
  const lines = listed.map(
    (row, index) =>
      `${index + 1}. **${row.niche}** ${row.trend_strength.toFixed(1)} (${writeParts(row.parts)}), ${writeCount(row.post_count, "post")} ${writePlatforms(row.platforms)}${row.bursts[0] === undefined ? "" : `; burst ${writeBurst(row.bursts[0])}`}`,
  );
  const text = [
    `${writeCount(found.recentPosts, "post")} in the ${windowHours} hours to ${writeTime(asOf.toISOString())} UTC. ${windowReason}`,
    "",
    ...lines,
    "",
    "Strength runs from 0 to 100: engagement compared within each platform, presence across platforms, and growth over the same time before. What cannot be known gives its share to the others.",
  ].join("\n");
  return {
    kind: "finding",
    about: "trends",
    title:
      top === undefined
        ? "No trend"
        : `Top trend: ${top.niche} ${writePlatforms(top.platforms)}, strength ${top.trend_strength.toFixed(1)}`,
    content: {
      format: "markdown",
      text,
      sources: listed.flatMap(row =>
        row.top_posts
          .slice(0, 1)
          .map(post => ({ label: `${row.niche}: post on ${post.platform}`, entity: "post", id: post.id })),
      ),
    },
    author: { kind: "engine", name: "trend detection" },
    isUntrusted: true,
  };
}
