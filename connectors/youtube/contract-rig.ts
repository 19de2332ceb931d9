/** Owns YouTube's Data API v3 as it answers on the wire, in every state, against which the connector is held. */
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorAnswer, type VendorRequest } from "../testing/http-vendor.ts";
import { sampleQueries } from "../testing/sample-readings.ts";

export const apiKey = "canary/youtube key";
const UPLOADS = "UUquarterdeck00000000000";
/** As many as two pages of 50 and one more. */
const VIDEO_COUNT = 101;

/** An error in the v3 form, with the details that newer checks add. */
export function refuse(status: number, reason: string, message: string, detail?: string): VendorAnswer {
  const details =
    detail === undefined ? {} : { details: [{ "@type": ERROR_INFO, reason: detail, domain: "googleapis.com" }] };
  return {
    status,
    body: { error: { code: status, message, errors: [{ message, domain: "global", reason }], ...details } },
  };
}
const ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";

const videoIds = Array.from({ length: VIDEO_COUNT }, (_, index) => `video-${String(index).padStart(5, "0")}`);

function describeVideo(id: string) {
  return {
    kind: "youtube#video",
    etag: "e",
    id,
    snippet: {
      publishedAt: "2026-11-01T09:30:00Z",
      channelId: sampleQueries.channel.id,
      title: `Boxing drills ${id}`,
      description: "Footwork first.",
      channelTitle: "Quarterdeck",
      tags: ["boxing", "footwork"],
      categoryId: "17",
      liveBroadcastContent: "none",
    },
    contentDetails: { duration: "PT1H2M3S", dimension: "2d", definition: "hd", caption: "false" },
    // The second video hides its likes and has comments off.
    statistics:
      id === videoIds[1]
        ? { viewCount: "12", favoriteCount: "0" }
        : { viewCount: "5000000000", likeCount: "41", favoriteCount: "0", commentCount: "3" },
  };
}

/** The interface as documented: GET only, the key in its header, at most 50 ids or items a call. */
export function answerYouTube({ method, path, query, headers }: VendorRequest): VendorAnswer {
  if (headers["x-goog-api-key"] !== apiKey) {
    return refuse(400, "badRequest", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID");
  }
  if (method !== "GET") return refuse(405, "httpMethodNotAllowed", "Method not allowed");
  if (query.getAll("part").join() === "") return refuse(400, "missingRequiredParameter", "No filter selected.");
  const limit = Number(query.get("maxResults") ?? 5);
  if (limit < 1 || limit > 50) return refuse(400, "invalidParameter", "maxResults must lie in [1, 50]");
  switch (path) {
    case "/youtube/v3/i18nLanguages":
      return { status: 200, body: { kind: "youtube#i18nLanguageListResponse", etag: "e", items: [] } };
    case "/youtube/v3/channels":
      return answerChannels(query);
    case "/youtube/v3/playlistItems":
      return answerPlaylist(query, limit);
    case "/youtube/v3/videos": {
      const ids = query.getAll("id").flatMap(text => text.split(","));
      if (ids.length > 50) return refuse(400, "invalidFilters", "at most 50 ids");
      // The last video was taken down between the two calls.
      const items = ids.filter(id => videoIds.includes(id) && id !== videoIds.at(-1)).map(describeVideo);
      const pageInfo = { totalResults: items.length, resultsPerPage: items.length };
      return {
        status: 200,
        body: { kind: "youtube#videoListResponse", etag: "e", items: items.toReversed(), pageInfo },
      };
    }
    default:
      return { status: 404, body: "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>" };
  }
}

function answerChannels(query: URLSearchParams): VendorAnswer {
  const { id, handle } = sampleQueries.channel;
  const isKnown = query.get("id") === id || query.get("forHandle") === handle;
  const body = { kind: "youtube#channelListResponse", etag: "e", pageInfo: { totalResults: 0, resultsPerPage: 5 } };
  if (!isKnown) return { status: 200, body };
  const channel = {
    kind: "youtube#channel",
    etag: "e",
    id,
    snippet: { title: "Quarterdeck", description: "", publishedAt: "2020-01-01T00:00:00Z" },
    statistics: { viewCount: "123456", subscriberCount: "900", hiddenSubscriberCount: false, videoCount: "101" },
    contentDetails: { relatedPlaylists: { likes: "", uploads: UPLOADS } },
  };
  return { status: 200, body: { ...body, items: [channel] } };
}

function answerPlaylist(query: URLSearchParams, limit: number): VendorAnswer {
  if (query.get("playlistId") !== UPLOADS) {
    return refuse(404, "playlistNotFound", "The playlist identified with the request's parameter cannot be found.");
  }
  const from = Number(query.get("pageToken")?.replace("CDIQ", "") ?? 0);
  const items = videoIds.slice(from, from + limit).map(videoId => ({
    kind: "youtube#playlistItem",
    etag: "e",
    id: videoId,
    contentDetails: { videoId, videoPublishedAt: "2026-11-01T09:30:00Z" },
  }));
  const next = from + limit < videoIds.length ? { nextPageToken: `CDIQ${from + limit}` } : {};
  const pageInfo = { totalResults: videoIds.length, resultsPerPage: limit };
  return { status: 200, body: { kind: "youtube#playlistItemListResponse", etag: "e", ...next, items, pageInfo } };
}

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: answerYouTube,
    unauthorized: refuse(400, "badRequest", `API key not valid: ${apiKey}.`, "API_KEY_INVALID"),
    limited: { ...refuse(429, "rateLimitExceeded", "Too many requests"), headers: { "retry-after": "120" } },
    broken: refuse(503, "backendError", "Backend Error"),
    malformed: { status: 200, body: { items: [{ id: 7 }] } },
  });
  return {
    environments: describeStates(vendor.origins, origin => ({ YOUTUBE_API_KEY: apiKey, YOUTUBE_BASE_URL: origin })),
    secrets: [apiKey],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
