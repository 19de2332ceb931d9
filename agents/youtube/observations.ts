/** Owns the reading of videos in the form tagging takes, and the set-based keeping of tags. A person's tags are never changed. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { GroupedExample } from "#lib/stats/text-training.ts";
import { nameCategory } from "./categories.ts";
import type { MeasuredVideo } from "./resonance.ts";
import { type TagKind, toText } from "./tagging.ts";

export type VideoCount = { videos: number; untagged: number; readings: number };

export async function countVideos(session: Session): Promise<VideoCount> {
  const { rows } = await sql<VideoCount>`
    select count(*) as videos, count(*) filter (where tagged_at is null) as untagged,
      (select count(*) from video_stats) as readings
    from videos`.execute(session);
  return rows[0] ?? { videos: 0, untagged: 0, readings: 0 };
}

/**
 * Up to `limit` videos as a JSON text of TaggableVideo[], never tagged first: all of them with `again`, otherwise those and the ones
 * that lack a tag of a kind of which something new was learned.
 */
export async function readTaggable(
  session: Session,
  { limit, again, renewed }: { limit: number; again: boolean; renewed: readonly TagKind[] },
): Promise<{ videos: string; count: number }> {
  const { rows } = await sql<{ videos: string; count: number }>`
    select coalesce(json_agg(v), '[]')::text as videos, count(*) as count from (
      select id, title, description, tags, category,
        array_remove(array[case when niche_by = 'person' then 'niche' end, case when offer_by = 'person' then 'offer' end,
          case when type_by = 'person' then 'type' end], null) as by_person
      from videos
      where ${again}::boolean or tagged_at is null or niche is null and ${renewed.includes("niche")}::boolean
        or offer is null and ${renewed.includes("offer")}::boolean or type is null and ${renewed.includes("type")}::boolean
      order by tagged_at nulls first, id limit ${limit}
    ) v`.execute(session);
  return rows[0] ?? { videos: "[]", count: 0 };
}

export type Examples = { rows: GroupedExample[]; source: "people" | "category" };

/** Labelled videos, newest first: a person's labels, or categories where those are too few and may be used. */
export async function readExamples(
  session: Session,
  kind: TagKind,
  { max, minExamples, learnsCategory }: { max: number; minExamples: number; learnsCategory: boolean },
): Promise<Examples> {
  const label = sql.ref(kind);
  const author = sql.ref(`${kind}_by`);
  type Row = { title: string; tags: string[]; label: string; group: string };
  const toExamples = (rows: Row[]) => rows.map(row => ({ text: toText(row), label: row.label, group: row.group }));
  const { rows: labelled } = await sql<Row>`
    select title, tags, lower(trim(${label})) as label, coalesce(channel_id, channel_title, id::text) as group
    from videos where ${author} = 'person' order by id desc limit ${max}`.execute(session);
  if (kind !== "niche" || !learnsCategory || labelled.length >= minExamples) {
    return { rows: toExamples(labelled), source: "people" };
  }
  const { rows } = await sql<Row>`
    select title, tags, category as label, coalesce(channel_id, channel_title, id::text) as group
    from videos where trim(category) <> '' order by id desc limit ${max}`.execute(session);
  const named = rows.flatMap(row => {
    const name = nameCategory(row.label);
    return name === null ? [] : [{ ...row, label: name }];
  });
  return { rows: toExamples(named), source: "category" };
}

/** Writes one batch of tags, a JSON array of TaggedVideo, in one statement. */
export async function keepTags(session: Session, batch: string, taggedAt: Date): Promise<void> {
  const setTag = (kind: TagKind) => {
    const [tag, probability, by] = [sql.ref(kind), sql.ref(`${kind}_probability`), sql.ref(`${kind}_by`)];
    const given = sql.ref(`t.${kind}`);
    const held = sql`v.${by} = 'person'`;
    return sql`
      ${tag} = case when ${held} then v.${tag} else ${given}->>'tag' end,
      ${probability} = case when ${held} then v.${probability} else (${given}->>'probability')::real end,
      ${by} = case when ${held} then v.${by} else (${given}->>'by')::video_tagger end`;
  };
  await sql`
    update videos v
    set ${setTag("niche")}, ${setTag("offer")}, ${setTag("type")}, tag_reasons = t.reasons, tagged_at = ${taggedAt}
    from jsonb_to_recordset(${batch}::jsonb) as t(id uuid, reasons jsonb, niche jsonb, offer jsonb, type jsonb)
    where v.id = t.id`.execute(session);
}

export type Measured = { videos: MeasuredVideo[]; withoutNiche: number; unread: number };

/** The newest videos with a niche and their newest reading; how many have no niche, and how many no reading. */
export async function readMeasured(
  session: Session,
  { channel, max }: { channel: string | null; max: number },
): Promise<Measured> {
  const { rows } = await sql<{ videos: MeasuredVideo[]; withoutNiche: number; unread: number }>`
    select coalesce(json_agg(json_build_object('niche', niche, 'type', type, 'views', views, 'likes', likes, 'days', days))
        filter (where niche is not null and read_at is not null), '[]') as videos,
      count(*) filter (where niche is null and read_at is not null) as "withoutNiche",
      count(*) filter (where read_at is null) as unread
    from (
      select v.niche, v.type, s.read_at, s.views, s.likes,
        extract(epoch from s.read_at - v.published_at)::double precision / 86400 as days
      from videos v
      left join lateral (
        select read_at, views, likes from video_stats
        where workspace_id = v.workspace_id and video_id = v.id order by read_at desc limit 1
      ) s on true
      where ${channel}::text is null or lower(v.channel_title) = lower(${channel}) or v.channel_id = ${channel}
      order by v.published_at desc nulls last, v.id desc limit ${max}
    ) newest`.execute(session);
  return rows[0] ?? { videos: [], withoutNiche: 0, unread: 0 };
}
