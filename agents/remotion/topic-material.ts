/** Owns what is known of a topic: the posts that speak of it, or the videos on it, counted. Quotes nobody. */
import { sql } from "kysely";
import { writeCount } from "#lib/core/count.ts";
import type { Session } from "#lib/db/database.ts";
import { capitalise, cut, listNames, type Material, writeDay, writeScene } from "./material.ts";

type PostCount = {
  platform: string;
  posts: number;
  reactions: number;
  first: Date;
  last: Date;
  isSample: boolean;
};

/** What the posts on a topic come to, by niche or by their words; null when there are none. */
export async function readPosts(session: Session, topic: string): Promise<Material | null> {
  const { rows } = await sql<PostCount>`
    select platform, count(*)::int as posts,
           coalesce(sum(coalesce(likes, 0) + coalesce(replies, 0) + coalesce(shares, 0)), 0)::bigint as reactions,
           min(posted_at) as first, max(posted_at) as last, bool_or(is_sample) as "isSample"
    from posts where lower(niche) = lower(${topic}) or body ~* ${matchWords(topic)}
    group by platform order by posts desc, platform limit 20`.execute(session);
  if (rows.length === 0) return null;
  const posts = rows.reduce((sum, row) => sum + row.posts, 0);
  const reactions = rows.reduce((sum, row) => sum + row.reactions, 0);
  const span = writeSpan(rows);
  const mean = (reactions / posts).toFixed(1);
  const where = rows.slice(0, 4).map(row => `${row.platform}: ${row.posts.toLocaleString("en")}`);
  return {
    about: `${writeCount(posts, "post")} on "${topic}" ${span}`,
    facts: { topic, span, posts, where, reactions, reactions_per_post: mean },
    untrusted: {},
    isSample: rows.some(row => row.isSample),
    template: {
      title: cut(`${capitalise(topic)}: what is being said`, 90),
      scenes: [
        writeScene(capitalise(topic), `${writeCount(posts, "post")} ${span}.`),
        writeScene("Where it is talked about", `${where.join(", ")}.`),
        writeScene("How it is received", `${writeCount(reactions, "reaction")}, ${mean} for each post.`),
      ],
    },
    sources: [{ label: `${writeCount(posts, "imported post")} on ${listNames(rows.map(row => row.platform))}` }],
    isUntrusted: false,
  };
}

type VideoCount = {
  videos: number;
  channels: number;
  views: number | null;
  first: Date;
  last: Date;
  isSample: boolean;
};

/** What the videos on a topic come to, with their views when last read; null when there are none. */
export async function readVideos(session: Session, topic: string): Promise<Material | null> {
  const { rows } = await sql<VideoCount>`
    select count(*)::int as videos, count(distinct channel_id)::int as channels, sum(s.views)::bigint as views,
           coalesce(min(published_at), now()) as first, coalesce(max(published_at), now()) as last, bool_or(is_sample) as "isSample"
    from videos v left join lateral (
      select views from video_stats where video_id = v.id order by read_at desc limit 1) s on true
    where lower(niche) = lower(${topic}) or title ~* ${matchWords(topic)}
    having count(*) > 0`.execute(session);
  const [found] = rows;
  if (found === undefined) return null;
  const videos = writeCount(found.videos, "video");
  const span = writeSpan([found]);
  const views = found.views === null ? null : writeCount(found.views, "view");
  return {
    about: `${videos} on "${topic}" ${span}`,
    facts: { topic, span, videos: found.videos, channels: found.channels, views: found.views },
    untrusted: {},
    isSample: found.isSample,
    template: {
      title: cut(`${capitalise(topic)} on video`, 90),
      scenes: [
        writeScene(capitalise(topic), `${videos} ${span}.`),
        writeScene(
          "Who makes them, who watches",
          `${writeCount(found.channels, "channel")}${views === null ? "" : `, ${views} when last read`}.`,
        ),
      ],
    },
    sources: [{ label: `${videos} on "${topic}"` }],
    isUntrusted: false,
  };
}

function writeSpan(rows: readonly { first: Date; last: Date }[]): string {
  const first = writeDay(new Date(Math.min(...rows.map(row => row.first.getTime()))));
  const last = writeDay(new Date(Math.max(...rows.map(row => row.last.getTime()))));
  return first === last ? `on ${first}` : `from ${first} to ${last}`;
}

/** A pattern of PostgreSQL's that finds the topic as whole words. */
function matchWords(topic: string): string {
  const literal = topic.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `${/^\w/.test(topic) ? "\\m" : ""}${literal}${/\w$/.test(topic) ? "\\M" : ""}`;
}
