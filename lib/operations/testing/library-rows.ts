/** Rows of every kind that the library shows, as imports and agents would have left them, for the tests of its operations. */
import { createId } from "#lib/core/ids.ts";
import { upsertCreatorPosts, upsertCreators } from "#lib/db/creators.ts";
import type { Session } from "#lib/db/database.ts";
import { upsertPosts } from "#lib/db/posts.ts";
import { upsertVideos } from "#lib/db/videos.ts";
import type { OperationsRig } from "./operations-rig.ts";

/** Ids of one row of each kind. */
export type LibraryIds = Record<"post" | "video" | "creator" | "test" | "output" | "render" | "queued" | "log", string>;

/** Fills the rig's workspace: 121 posts, 60 videos, 40 creators, and a few of what agents write. */
export async function fillLibrary(rig: OperationsRig): Promise<LibraryIds> {
  const { id: taskId } = await rig.call("task.dispatch", { task: "echoer.echo" });
  const [post, video, creator] = [await fillPosts(rig), await fillVideos(rig), await fillCreators(rig)];
  const ids = {
    post,
    video,
    creator,
    test: createId(),
    output: createId(),
    render: createId(),
    queued: createId(),
    log: createId(),
  };
  const contactId = await rig.addContact("ada@example.com");
  await rig.asWorker(async session => {
    const place: Place = { session, workspace_id: rig.workspaceId, task_id: taskId, ids };
    await fillPlans(place);
    await fillTest(place);
    await fillWork(place, contactId);
  });
  return ids;
}

type Place = { session: Session; workspace_id: string; task_id: string; ids: LibraryIds };

const origin = { importId: null, isSample: false };
const minute = 60_000;
const startMs = Date.parse("2026-11-01T00:00:00Z");

async function fillPosts(rig: OperationsRig): Promise<string> {
  const posts = Array.from({ length: 120 }, (_, n) => ({
    id: createId(),
    external_id: `p${n}`,
    platform: n % 3 === 0 ? "x" : "linkedin",
    account: n % 2 === 0 ? "@Harbour" : "quay",
    // Four posts of one moment: only the id tells them apart.
    posted_at: new Date(startMs + Math.floor(n / 4) * minute).toISOString(),
    body: `Post ${n}`,
    niche: n % 5 === 0 ? "hiring" : null,
    likes: n,
    replies: null,
    shares: null,
    views: null,
  }));
  const firstId = posts[0]?.id ?? "";
  await rig.asPerson(async session => {
    await upsertPosts(session, rig.workspaceId, posts, origin);
    await session
      .insertInto("post_metrics")
      .values(
        [1, 2].map(hours => ({
          id: createId(),
          workspace_id: rig.workspaceId,
          post_id: firstId,
          measured_at: new Date(startMs + hours * 60 * minute),
          impressions: hours * 100,
          source: "hand",
        })),
      )
      .execute();
  });
  await rig.asWorker(session =>
    session
      .insertInto("posts")
      .values({
        id: createId(),
        workspace_id: rig.workspaceId,
        platform: "x",
        posted_at: new Date(startMs),
        body: "Our own",
        is_own: true,
      })
      .execute(),
  );
  return firstId;
}

async function fillVideos(rig: OperationsRig): Promise<string> {
  const videos = Array.from({ length: 60 }, (_, n) => ({
    id: createId(),
    platform: "youtube",
    external_id: `v${n}`,
    channel_id: null,
    channel_title: n % 2 === 0 ? "Harbour TV" : "Quay",
    title: `Video ${n}`,
    description: n === 0 ? "What it is about" : null,
    tags: n === 0 ? ["boats"] : null,
    // Half of them of unknown date: these come last, and pages cross the border between both.
    published_at: n < 30 ? new Date(startMs + n * minute).toISOString() : null,
    duration_seconds: 60,
    category: null,
    niche: n % 4 === 0 ? "sailing" : null,
    offer: null,
    type: null,
    read_at: new Date(startMs).toISOString(),
    views: n,
    likes: null,
    comments: null,
  }));
  await rig.asPerson(async session => {
    await upsertVideos(session, rig.workspaceId, videos, origin);
    const later = { ...videos[0], read_at: new Date(startMs + 60 * minute).toISOString(), views: 500 };
    await upsertVideos(session, rig.workspaceId, [later as (typeof videos)[number]], origin);
  });
  return videos[0]?.id ?? "";
}

async function fillCreators(rig: OperationsRig): Promise<string> {
  const readAt = new Date(startMs);
  const creators = Array.from({ length: 40 }, (_, n) => ({
    id: createId(),
    platform: "x",
    handle: n % 2 === 0 ? `@Sailor${n}` : `cook${n}`,
    external_id: null,
    name: `Creator ${n}`,
    niche: n % 2 === 0 ? "sailing" : "cooking",
    followers: n < 20 ? n * 100 : null,
    engagement_rate: 0.03,
    url: null,
  }));
  const post = {
    id: createId(),
    platform: "x",
    external_id: "c1",
    handle: "sailor2",
    creator_external_id: null,
    niche: "sailing",
    body: "Set sail",
    posted_at: readAt.toISOString(),
    likes: 4,
    replies: null,
    shares: null,
    views: null,
    url: null,
  };
  await rig.asPerson(async session => {
    await upsertCreators(session, rig.workspaceId, creators, { ...origin, source: "import", readAt });
    await upsertCreatorPosts(session, rig.workspaceId, [post], { ...origin, source: "import", readAt });
  });
  return creators[2]?.id ?? "";
}

async function fillPlans({ session, workspace_id, task_id, ids }: Place): Promise<void> {
  await session
    .insertInto("cross_platform_trends")
    .values(
      ["hiring", "sailing", "bread"].map((niche, n) => ({
        workspace_id,
        niche,
        platforms: n === 0 ? ["x", "linkedin"] : ["x"],
        platform_count: n === 0 ? 2 : 1,
        post_count: 10,
        // Two of one strength: the niche tells them apart.
        trend_strength: n === 0 ? 80 : 40.1,
        parts: JSON.stringify({ engagement: 40, breadth: 40 }),
        bursts: JSON.stringify([
          { from: "2026-11-01T00:00:00Z", to: "2026-11-01T01:00:00Z", posts: 9, expected: 2, ratio: 4.5 },
        ]),
        task_id,
        detected_at: new Date(startMs),
      })),
    )
    .execute();
  await session
    .insertInto("posting_log")
    .values({ id: ids.log, workspace_id, kind: "learned", task_id, data: "{}" })
    .execute();
  await session
    .insertInto("posting_windows")
    .values(
      ["linkedin", "x"].flatMap(platform =>
        Array.from({ length: 168 }, (_, at) => ({
          workspace_id,
          platform,
          day_of_week: 1 + Math.floor(at / 24),
          hour: at % 24,
          lift: at === 30 ? Math.log(1.5) : 0,
          lift_sd: 0.1,
          best_share: 1 / 168,
          posts: at % 3,
          weight: 1,
          time_zone: "UTC",
          as_of: new Date(startMs),
          log_id: ids.log,
          task_id,
        })),
      ),
    )
    .execute();
  await session
    .insertInto("content_plans")
    .values(
      ["2026-11-09", "2026-11-16"].flatMap(week_start =>
        ["hiring", "sailing"].map((niche, n) => ({
          workspace_id,
          week_start,
          niche,
          posts: 3 + n,
          explore_posts: n,
          current_share: 0.5,
          reason: `week of ${week_start}`,
          task_id,
        })),
      ),
    )
    .execute();
  await session
    .insertInto("niche_performance")
    .values({
      workspace_id,
      period_start: "2026-10-01",
      period_end: "2026-11-01",
      niche: "hiring",
      posts: 10,
      engagement: 100,
      raw_lift: Math.log(1.4),
      lift: Math.log(1.2),
      lift_low: Math.log(1.1),
      lift_high: Math.log(1.3),
      kept: 0.5,
      above_usual: 0.6,
      task_id,
    })
    .execute();
}

async function fillWork({ session, workspace_id, task_id, ids }: Place, contact_id: string): Promise<void> {
  await session
    .insertInto("outputs")
    .values({ id: ids.output, workspace_id, task_id, domain: "echoer", kind: "brief", title: "A brief" })
    .execute();
  await session
    .insertInto("render_jobs")
    .values({
      id: ids.render,
      workspace_id,
      brief_id: ids.output,
      title: "A film",
      format: "square",
      scenes: JSON.stringify([{}, {}]),
    })
    .execute();
  await session
    .insertInto("outreach_queue")
    .values({
      id: ids.queued,
      workspace_id,
      contact_id,
      stage: "first-touch",
      step: 1,
      channel: "email",
      due_at: new Date(startMs),
      time_zone: "UTC",
      reason: "new and worthwhile",
      queued_by: task_id,
    })
    .execute();
}

async function fillTest({ session, workspace_id, task_id, ids }: Place): Promise<void> {
  const test_id = ids.test;
  await session
    .insertInto("ab_tests")
    .values({
      id: test_id,
      workspace_id,
      task_id,
      hypothesis: "By hand does better",
      metric: "click-rate",
      platform: "x",
      account: "@harbour",
      planned_per_arm: 6000,
      alpha: 0.05,
      checkback_hours: [1, 4, 24],
    })
    .execute();
  await session
    .insertInto("ab_variants")
    .values(
      ["By hand", "Scheduler"].map((label, position) => {
        return { id: createId(), workspace_id, test_id, position, label, text: "Hello" };
      }),
    )
    .execute();
  await session
    .insertInto("ab_looks")
    .values({
      id: createId(),
      workspace_id,
      test_id,
      seq: 1,
      hours: 1,
      looked_at: new Date(startMs),
      task_id,
      size_a: 100,
      size_b: 100,
      events_a: 3,
      events_b: 5,
      z: 0.7,
      boundary: 4.5,
      information: 0.02,
      spent_alpha: 0,
      state: "watching",
    })
    .execute();
}
