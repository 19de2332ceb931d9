/** What the tabs of the library read: from where, under which keys and by which filters; shared by the server and the browser. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { contentMixGet } from "#lib/operations/content-mix.ts";
import type { creatorGet } from "#lib/operations/creator.ts";
import type { libraryGet } from "#lib/operations/library.ts";
import type { postGet } from "#lib/operations/post.ts";
import type { AbTest } from "#lib/operations/shapes/ab-test.ts";
import type { Creator } from "#lib/operations/shapes/creator.ts";
import type { Output } from "#lib/operations/shapes/output.ts";
import type { QueuedMessage } from "#lib/operations/shapes/outreach-queue.ts";
import type { Post } from "#lib/operations/shapes/post.ts";
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import type { RenderJob } from "#lib/operations/shapes/render-job.ts";
import type { Trend } from "#lib/operations/shapes/trend.ts";
import type { Video } from "#lib/operations/shapes/video.ts";
import type { videoGet } from "#lib/operations/video.ts";

export type PostDetail = z.output<(typeof postGet)["output"]>;
export type VideoDetail = z.output<(typeof videoGet)["output"]>;
export type CreatorDetail = z.output<(typeof creatorGet)["output"]>;
export type Library = z.output<(typeof libraryGet)["output"]>;
export type ContentMix = z.output<(typeof contentMixGet)["output"]>;
export type Page<Row> = { data: Row[]; next_cursor: string | null };

/** What the address of a list says. `state` is a choice that each kind spells in its own words. */
export type ListSearch = {
  platform: string | null;
  niche: string | null;
  search: string;
  state: string | null;
};

const pageSize = 50;

function shorten(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim().slice(0, 100);
}

function chooseOne<Value extends string>(state: string | null, values: readonly Value[]): Value | undefined {
  return values.find(value => value === state);
}

export const testStates = ["running", "decided", "stopped"] as const;
export const renderStates = ["queued", "rendering", "completed", "failed"] as const;
/** "ended" is whatever no longer waits. */
export const queueStates = ["ended", "queued", "drafted", "proposed", "sent", "kept", "failed", "stopped"] as const;

/** The input of each list's operation for an address, without its cursor. */
export const inputs = {
  posts: ({ platform, niche, search, state }: ListSearch) => ({
    platform: platform ?? undefined,
    niche: niche ?? undefined,
    search: shorten(search),
    is_own: state === "own" ? true : state === "observed" ? false : undefined,
    limit: pageSize,
  }),
  videos: ({ platform, niche, search, state }: ListSearch) => ({
    platform: platform ?? undefined,
    niche: niche ?? undefined,
    search: shorten(search),
    is_tagged: state === "tagged" ? true : state === "untagged" ? false : undefined,
    limit: pageSize,
  }),
  creators: ({ platform, niche, search }: ListSearch) => ({
    platform: platform ?? undefined,
    niche: niche ?? undefined,
    search: shorten(search),
    limit: pageSize,
  }),
  trends: ({ platform }: ListSearch) => ({ platform: platform ?? undefined, limit: pageSize }),
  tests: ({ state, platform }: ListSearch) => ({
    status: chooseOne(state, testStates),
    platform: platform ?? undefined,
    limit: pageSize,
  }),
  queue: ({ state }: ListSearch) => {
    const chosen = chooseOne(state, queueStates);
    if (chosen === undefined) return { is_waiting: true, order: "soonest" as const, limit: pageSize };
    if (chosen === "ended") return { is_waiting: false, order: "latest" as const, limit: pageSize };
    return { status: chosen, order: "latest" as const, limit: pageSize };
  },
  renders: ({ state }: ListSearch) => ({ status: chooseOne(state, renderStates), limit: pageSize }),
};
export type ListKind = keyof typeof inputs;

export type RowOf = {
  posts: Post;
  videos: Video;
  creators: Creator;
  trends: Trend;
  tests: AbTest;
  queue: QueuedMessage;
  renders: RenderJob;
};

/** The first part of a key is the entity that the live channel names. */
const sources = {
  posts: { entity: "post", path: "/posts" },
  videos: { entity: "video", path: "/videos" },
  creators: { entity: "creator", path: "/creators" },
  trends: { entity: "trend", path: "/trends" },
  tests: { entity: "ab-test", path: "/ab-tests" },
  queue: { entity: "outreach-queue", path: "/outreach-queue" },
  renders: { entity: "render-job", path: "/render-jobs" },
} as const satisfies Record<ListKind, { entity: string; path: string }>;

/** Whose changes may change a list too: agents write rows while a task runs, and the channel then names the task alone. */
export const pulses: Record<ListKind, readonly string[]> = {
  posts: ["task", "delivery"],
  videos: ["task"],
  creators: ["task"],
  trends: ["task"],
  tests: ["task", "delivery"],
  queue: ["task", "approval", "delivery", "contact"],
  renders: ["task"],
};

export function listQuery<Kind extends ListKind>(kind: Kind, search: ListSearch) {
  const { entity, path } = sources[kind];
  const input = inputs[kind](search);
  return infiniteQueryOptions({
    queryKey: [entity, input],
    queryFn: ({ pageParam, signal }) =>
      request<Page<RowOf[Kind]>>(path, { query: { ...input, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  });
}

export type DetailOf = {
  posts: PostDetail;
  videos: VideoDetail;
  creators: CreatorDetail;
  tests: AbTest;
  queue: QueuedMessage;
  renders: RenderJob;
};

export function detailQuery<Kind extends keyof DetailOf>(kind: Kind, id: string) {
  const { entity, path } = sources[kind];
  return queryOptions({
    queryKey: [entity, id],
    queryFn: ({ signal }) => request<DetailOf[Kind]>(`${path}/${encodeURIComponent(id)}`, { signal }),
  });
}

/** A trend is named by its niche; undefined when the last detection no longer found it. */
export function trendQuery(niche: string) {
  return queryOptions({
    queryKey: ["trend", { niche }],
    queryFn: async ({ signal }) => {
      const page = await request<Page<Trend>>("/trends", { query: { niche, limit: 1 }, signal });
      return page.data[0] ?? null;
    },
  });
}

export const facetsQuery = queryOptions({
  queryKey: ["library", { facets: true }],
  queryFn: ({ signal }) => request<Library>("/library", { signal }),
});

export const contentMixQuery = queryOptions({
  queryKey: ["content-mix", { latest: true }],
  queryFn: ({ signal }) => request<ContentMix>("/content-mix", { signal }),
});

/** The 168 hours of a platform's week fit one page. */
export const windowsInput = (platform: string) => ({ platform, limit: 200 });

export function windowsQuery(platform: string | null) {
  return queryOptions({
    queryKey: ["posting-window", { platform }],
    queryFn: async ({ signal }) => {
      if (platform === null) return [];
      return (await request<Page<PostingWindow>>("/posting-windows", { query: windowsInput(platform), signal })).data;
    },
  });
}

export function outputQuery(id: string) {
  return queryOptions({
    queryKey: ["output", id],
    queryFn: ({ signal }) => request<Output>(`/outputs/${id}`, { signal }),
  });
}
