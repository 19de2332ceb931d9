/** Owns the reading of channels and videos from YouTube. Makes no effect of any kind. */
import { createHash } from "node:crypto";
import type { Clock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { type Connector, type ConnectorFactory, defineConnector, type House } from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";
import type { VideoStatsReader } from "#lib/kernel/readings.ts";
import { readAddress, readNeeded, readVariable } from "../environment.ts";
import { refuseToAct } from "../payload.ts";
import { ChannelList, LanguageList, PlaylistItemList, toChannelReading, toVideoReading, VideoList } from "./answers.ts";
import { CALL_TIMEOUT_MS, createYouTubeApi, type YouTubeApi } from "./api.ts";

const NAME = "youtube";
const TITLE = "YouTube";
const USUAL_URL = "https://youtube.googleapis.com";
const USUAL_UNITS = 10_000;
const PAGE_SIZE = 50;
const CHANNEL_ID = /^UC[\w-]{22}$/;
const capabilities: readonly Capability[] = ["video-stats"];

export function createYouTubeConnector(options: {
  key: string;
  house: House;
  baseUrl?: string;
  dailyUnits?: number;
  clock?: Clock;
}): Connector {
  const baseUrl = options.baseUrl ?? USUAL_URL;
  const api = createYouTubeApi({ dailyUnits: USUAL_UNITS, ...options, baseUrl });
  const fingerprint = createHash("sha256").update(options.key).digest("hex").slice(0, 8);
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `youtube:key ${fingerprint} at ${new URL(baseUrl).host}`,
    label: "your API key",
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    async execute(effect) {
      return refuseToAct(effect, capabilities, TITLE);
    },
    reads: { "video-stats": createReader(api) },
    check: ({ signal }) =>
      api.probe(youtube => youtube.i18nLanguages.list({ part: ["id"] }), { signal, answer: LanguageList }),
  });
}

function createReader(api: YouTubeApi): VideoStatsReader {
  /** A channel's uploads are a playlist: reading it costs one unit a page, where a search costs a hundred. */
  async function findUploads(channelId: string, signal: AbortSignal): Promise<string | null> {
    const { items } = await api.read(
      youtube => youtube.channels.list({ part: ["contentDetails"], id: [channelId], maxResults: 1 }),
      { signal, answer: ChannelList },
    );
    return items[0]?.contentDetails?.relatedPlaylists.uploads ?? null;
  }

  return {
    async readChannel(channel, { signal }) {
      const isId = CHANNEL_ID.test(channel);
      const named: { id?: string[]; forHandle?: string } = isId ? { id: [channel] } : { forHandle: channel };
      const { items } = await api.read(
        youtube => youtube.channels.list({ part: ["snippet", "statistics"], maxResults: 1, ...named }),
        { signal, answer: ChannelList },
      );
      return items[0] === undefined ? null : toChannelReading(items[0]);
    },
    async listVideos({ channelId, cursor }, { signal }) {
      const [playlist, pageToken] = cursor?.split(" ") ?? [];
      const playlistId = playlist ?? (await findUploads(channelId, signal));
      if (playlistId === null) return { items: [], nextCursor: null };
      const place = { playlistId, ...(pageToken === undefined ? {} : { pageToken }) };
      const page = await api
        .read(youtube => youtube.playlistItems.list({ part: ["contentDetails"], maxResults: PAGE_SIZE, ...place }), {
          signal,
          answer: PlaylistItemList,
        })
        .catch((error: unknown) => {
          // A channel that never uploaded has a playlist that is not there.
          if (error instanceof AppError && error.code === "not-found") return { items: [], nextPageToken: undefined };
          throw error;
        });
      const ids = page.items.map(item => item.contentDetails.videoId);
      const nextCursor = page.nextPageToken === undefined ? null : `${playlistId} ${page.nextPageToken}`;
      if (ids.length === 0) return { items: [], nextCursor };
      const { items } = await api.read(
        youtube =>
          youtube.videos.list({
            part: ["snippet", "contentDetails", "statistics"],
            id: [ids.join()],
            maxResults: PAGE_SIZE,
          }),
        { signal, answer: VideoList },
      );
      const byId = new Map(items.map(video => [video.id, video]));
      const known = ids.flatMap(id => byId.get(id) ?? []);
      return { items: known.map(toVideoReading), nextCursor };
    },
  };
}

const variables = [
  {
    name: "YOUTUBE_API_KEY",
    purpose: "A key of a Google Cloud project in which the YouTube Data API v3 is switched on.",
    findAt: "In the Google Cloud console: APIs and services, Credentials, Create credentials, API key.",
    example: "AIzaSyA0123456789abcdefghijklmnopqrstuv",
    isSecret: true,
  },
  {
    name: "YOUTUBE_DAILY_QUOTA",
    purpose: "How many units the project may spend a day; 10,000 unless Google granted more.",
    example: String(USUAL_UNITS),
    isSecret: false,
    isOptional: true,
  },
  {
    name: "YOUTUBE_BASE_URL",
    purpose: "Where the interface is, if not at Google.",
    example: USUAL_URL,
    isSecret: false,
    isOptional: true,
  },
] as const;

export const youtubeFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Reads titles and figures of videos. It changes nothing on YouTube.",
  limits: "Google grants a project 10,000 units a day; reading a channel costs a few.",
  capabilities,
  variables,
  create(environment, house) {
    const values = readNeeded(environment, variables);
    if (values === null) return null;
    const baseUrl = readAddress(environment, "YOUTUBE_BASE_URL", USUAL_URL);
    if (new URL(baseUrl).pathname !== "/") {
      throw refuseFields([{ path: "YOUTUBE_BASE_URL", message: `write it like ${USUAL_URL}, without a path` }]);
    }
    const units = readVariable(environment, "YOUTUBE_DAILY_QUOTA") ?? String(USUAL_UNITS);
    if (!/^[1-9]\d{0,8}$/.test(units)) {
      throw refuseFields([{ path: "YOUTUBE_DAILY_QUOTA", message: "write a whole number above 0, like 10000" }]);
    }
    return createYouTubeConnector({ key: values.YOUTUBE_API_KEY, baseUrl, dailyUnits: Number(units), house });
  },
};
