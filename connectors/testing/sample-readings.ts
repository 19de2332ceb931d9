/** Owns one call of each reading that a connector can offer, so that the contract suite can ask any of them in every state. */
import type { Connector } from "#lib/kernel/connector.ts";
import type { CallOptions, ReadableCapability, Readers } from "#lib/kernel/readings.ts";

type SampleReadings = {
  [C in ReadableCapability]: Record<string, (reader: Readers[C], options: CallOptions) => Promise<unknown>>;
};

/** What every rig's healthy vendor knows. */
export const sampleQueries = {
  channel: { id: "UCquarterdeck00000000000", handle: "@quarterdeck" },
  niche: { platform: "tiktok", niche: "boxing" },
  postId: "1900000000000000001",
};

const sampleReadings: SampleReadings = {
  "video-stats": {
    readChannel: (reader, options) => reader.readChannel(sampleQueries.channel.handle, options),
    listVideos: (reader, options) => reader.listVideos({ channelId: sampleQueries.channel.id, cursor: null }, options),
  },
  "market-research": {
    listCreators: (reader, options) => reader.listCreators({ ...sampleQueries.niche, cursor: null }, options),
    listPosts: (reader, options) => reader.listPosts({ ...sampleQueries.niche, cursor: null }, options),
  },
  post: {
    readMetrics: (reader, options) => reader.readMetrics([sampleQueries.postId], options),
  },
  // What is made in the house meets no vendor that could be in a state.
  render: {},
};

export const readableCapabilities = Object.keys(sampleReadings) as ReadableCapability[];

export type SampleReading = { name: string; read(options: CallOptions): Promise<unknown> };

/** Every reading of a connector, ready to be asked. */
export function listSampleReadings({ reads = {} }: Pick<Connector, "reads">): SampleReading[] {
  return Object.entries(reads).flatMap(([capability, reader]) =>
    Object.entries(sampleReadings[capability as ReadableCapability]).map(([name, read]) => ({
      name: `${capability}.${name}`,
      read: (options: CallOptions) =>
        (read as (reader: unknown, options: CallOptions) => Promise<unknown>)(reader, options),
    })),
  );
}
