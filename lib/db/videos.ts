/** Owns the queries over observed videos and their readings: lists by publication, and bulk writes of one statement. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import { comesAfter, readMomentKey, readNullsLast, writeMomentKey } from "./keyset.ts";
import { prefixRange } from "./prefix-range.ts";
import type { VideoStats, Videos } from "./types.gen.ts";

/** A video with its newest reading; all null where it was never read. */
export type VideoRow = Omit<Selectable<Videos>, "title_key" | "channel_key"> & {
  views: number | null;
  likes: number | null;
  comments: number | null;
  read_at: Date | null;
};

export type VideoFilter = {
  platform?: string;
  niche?: string;
  /** Beginning of a title or a channel, in any case. */
  search?: string;
  /** Whether it has a niche. */
  isTagged?: boolean;
};

const columns = [
  "id",
  "workspace_id",
  "platform",
  "external_id",
  "channel_id",
  "channel_title",
  "title",
  "description",
  "tags",
  "published_at",
  "duration_seconds",
  "category",
  "niche",
  "niche_probability",
  "niche_by",
  "offer",
  "offer_probability",
  "offer_by",
  "type",
  "type_probability",
  "type_by",
  "tag_reasons",
  "tagged_at",
  "import_id",
  "is_sample",
  "created_at",
  "updated_at",
] as const;

function selectVideos(session: Session, workspaceId: string) {
  return session
    .selectFrom("videos")
    .leftJoinLateral(
      db =>
        db
          .selectFrom("video_stats")
          .select(["views", "likes", "comments", "read_at"])
          .whereRef("video_stats.video_id", "=", "videos.id")
          .where("video_stats.workspace_id", "=", workspaceId)
          .orderBy("read_at", "desc")
          .limit(1)
          .as("newest"),
      join => join.onTrue(),
    )
    .select(columns)
    .select(["newest.views", "newest.likes", "newest.comments", "newest.read_at"])
    .where("videos.workspace_id", "=", workspaceId);
}

/** Videos, the latest published first and those of unknown date last; `published_key` leads to the next page, with the id. */
export function listVideos(
  session: Session,
  workspaceId: string,
  filter: VideoFilter,
  page: { limit: number; after?: readonly [publishedKey: number | null, id: string] },
): Promise<(VideoRow & { published_key: number | null })[]> {
  const { from, until } = prefixRange((filter.search ?? "").toLowerCase());
  const base = selectVideos(session, workspaceId)
    .select(writeMomentKey("published_at").as("published_key"))
    .$if(filter.platform !== undefined, query => query.where("platform", "=", filter.platform as string))
    .$if(filter.niche !== undefined, query => query.where("niche", "=", filter.niche as string))
    .$if(filter.isTagged === true, query => query.where("niche", "is not", null))
    .$if(filter.isTagged === false, query => query.where("niche", "is", null))
    .$if(from !== "", query =>
      query.where(({ or, and, eb }) =>
        or([
          and([eb("title_key", ">=", from), eb("title_key", "<", until)]),
          and([eb("channel_key", ">=", from), eb("channel_key", "<", until)]),
        ]),
      ),
    );
  return readNullsLast(page, ({ hasKey, after, limit }) => {
    const [key, id] = after ?? [];
    return base
      .where("published_at", hasKey ? "is not" : "is", null)
      .$if(id !== undefined && hasKey, query =>
        query.where(comesAfter("published_at", readMomentKey(key as number), id as string)),
      )
      .$if(id !== undefined && !hasKey, query => query.where("id", "<", id as string))
      .orderBy(sql`published_at desc nulls last`)
      .orderBy("id", "desc")
      .limit(limit)
      .execute();
  });
}

export function findVideo(session: Session, workspaceId: string, id: string): Promise<VideoRow | undefined> {
  return selectVideos(session, workspaceId).where("id", "=", id).executeTakeFirst();
}

export type VideoReadingRow = Selectable<VideoStats>;

/** The numbers of a video each time they were read, latest first. */
export function listVideoReadings(
  session: Session,
  workspaceId: string,
  videoId: string,
  limit: number,
): Promise<VideoReadingRow[]> {
  return session
    .selectFrom("video_stats")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("video_id", "=", videoId)
    .orderBy("read_at", "desc")
    .limit(limit)
    .execute();
}

/** One video of a bulk write with its numbers at one time. Tags of a person are given by name; null leaves what there is. */
export type BulkVideo = {
  id: string;
  platform: string;
  external_id: string;
  channel_id: string | null;
  channel_title: string | null;
  title: string;
  description: string | null;
  tags: string[] | null;
  published_at: string | null;
  duration_seconds: number | null;
  category: string | null;
  /** Labels that a person gave it. */
  niche: string | null;
  offer: string | null;
  type: string | null;
  /** When the numbers were read; without any number there is no reading. */
  read_at: string;
  views: number | null;
  likes: number | null;
  comments: number | null;
};

/**
 * Inserts videos and their readings in one statement. A video with the platform and foreign id of an existing one is brought up to
 * date; one that is named several times keeps the facts of its newest reading and all its readings. Returns how many videos were
 * new, how many were known, and how many readings were kept.
 */
export async function upsertVideos(
  session: Session,
  workspaceId: string,
  rows: readonly BulkVideo[],
  origin: { importId: string | null; isSample: boolean },
): Promise<{ inserted: number; updated: number; readings: number }> {
  if (rows.length === 0) return { inserted: 0, updated: 0, readings: 0 };
  const { rows: counted } = await sql<{ inserted: number; updated: number; readings: number }>`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id uuid, platform text, external_id text, channel_id text, channel_title text, title text, description text,
             tags jsonb, published_at timestamptz, duration_seconds integer, category text, niche text, offer text, type text,
             read_at timestamptz, views bigint, likes bigint, comments bigint)
    ), v as (
      insert into videos (id, workspace_id, platform, external_id, channel_id, channel_title, title, description, tags,
                          published_at, duration_seconds, category, niche, niche_probability, niche_by,
                          offer, offer_probability, offer_by, type, type_probability, type_by, import_id, is_sample)
      select distinct on (r.platform, r.external_id) r.id, ${workspaceId}::uuid, r.platform, r.external_id, r.channel_id,
             r.channel_title, r.title, coalesce(r.description, ''),
             coalesce((select array_agg(t) from jsonb_array_elements_text(r.tags) t), '{}'),
             r.published_at, r.duration_seconds, r.category,
             r.niche, 1 + 0 * length(r.niche), case when r.niche is not null then 'person'::video_tagger end,
             r.offer, 1 + 0 * length(r.offer), case when r.offer is not null then 'person'::video_tagger end,
             r.type, 1 + 0 * length(r.type), case when r.type is not null then 'person'::video_tagger end,
             ${origin.importId}::uuid, ${origin.isSample}::boolean
      from r order by r.platform, r.external_id, r.read_at desc
      on conflict (workspace_id, platform, external_id) do update set
        channel_id = coalesce(excluded.channel_id, videos.channel_id),
        channel_title = coalesce(excluded.channel_title, videos.channel_title), title = excluded.title,
        description = case when excluded.description = '' then videos.description else excluded.description end,
        tags = case when excluded.tags = '{}' then videos.tags else excluded.tags end,
        published_at = coalesce(excluded.published_at, videos.published_at),
        duration_seconds = coalesce(excluded.duration_seconds, videos.duration_seconds),
        category = coalesce(excluded.category, videos.category),
        niche = coalesce(excluded.niche, videos.niche), niche_by = coalesce(excluded.niche_by, videos.niche_by),
        niche_probability = coalesce(excluded.niche_probability, videos.niche_probability),
        offer = coalesce(excluded.offer, videos.offer), offer_by = coalesce(excluded.offer_by, videos.offer_by),
        offer_probability = coalesce(excluded.offer_probability, videos.offer_probability),
        type = coalesce(excluded.type, videos.type), type_by = coalesce(excluded.type_by, videos.type_by),
        type_probability = coalesce(excluded.type_probability, videos.type_probability),
        import_id = coalesce(excluded.import_id, videos.import_id)
      returning id, platform, external_id
    ), s as (
      insert into video_stats (workspace_id, video_id, read_at, views, likes, comments)
      select distinct on (v.id, r.read_at) ${workspaceId}::uuid, v.id, r.read_at, r.views, r.likes, r.comments
      from r join v on v.platform = r.platform and v.external_id = r.external_id
      where coalesce(r.views, r.likes, r.comments) is not null
      order by v.id, r.read_at
      on conflict (video_id, read_at) do update set views = coalesce(excluded.views, video_stats.views),
        likes = coalesce(excluded.likes, video_stats.likes), comments = coalesce(excluded.comments, video_stats.comments)
      returning video_id
    )
    select (select count(*) from v where v.id in (select id from r)) as inserted,
           (select count(*) from v where v.id not in (select id from r)) as updated,
           (select count(*) from s) as readings`.execute(session);
  return counted[0] ?? { inserted: 0, updated: 0, readings: 0 };
}
