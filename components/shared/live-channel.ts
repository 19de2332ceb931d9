/** One private channel of one workspace: says when it is joined, lost, and what changed. Loaded after the page is usable. */
import { createClient } from "@supabase/supabase-js";
import { type Change, readChanges } from "./changes.ts";
import { makeTokenReader } from "./live-token.ts";

export type LiveChannelConfig = { url: string; publishableKey: string; workspaceId: string };
export type LiveChannelEvents = { onJoined: () => void; onLost: () => void; onChanges: (changes: Change[]) => void };

const rejoinAfterMs = 3_000;

/** Joins and keeps rejoining until the returned function is called. */
export function openLiveChannel(config: LiveChannelConfig, events: LiveChannelEvents): () => void {
  const client = createClient(config.url, config.publishableKey, {
    accessToken: makeTokenReader(),
    realtime: { worker: false },
  });
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function join() {
    try {
      await client.realtime.setAuth();
    } catch {
      // No token now (offline, server restarting): the join below fails, is reported as lost, and is tried again.
    }
    if (isClosed) return;
    let isOver = false;
    const channel = client
      .channel(`workspace:${config.workspaceId}`, { config: { private: true } })
      .on("broadcast", { event: "changed" }, message => events.onChanges(readChanges(message.payload)));
    channel.subscribe(status => {
      if (isClosed || isOver) return;
      if (status === "SUBSCRIBED") return events.onJoined();
      events.onLost();
      if (status !== "CLOSED") return;
      // The library tries again after an error or a cut, but not after the server has closed a channel.
      isOver = true;
      retry = setTimeout(() => void client.removeChannel(channel).finally(join), rejoinAfterMs);
    });
  }

  void join();
  return () => {
    isClosed = true;
    clearTimeout(retry);
    void client.removeAllChannels();
  };
}
