/** One private channel of one workspace: says when it is joined, lost or refused, and what changed. Loaded after the page is usable. */
import { RealtimeClient } from "@supabase/supabase-js";
import { type Change, readChanges } from "./changes.ts";
import { makeTokenReader } from "./live-token.ts";

export type LiveChannelConfig = {
  url: string;
  publishableKey: string;
  workspaceId: string;
  /** What was told since then, on the server's clock, is told again at the first join; null when nothing that is shown is so fresh. */
  renderedAtMs: number | null;
};
export type LiveChannelEvents = {
  /** `isComplete` when everything that happened since `renderedAtMs` is told; otherwise nobody knows what was missed. */
  onJoined: (isComplete: boolean) => void;
  onLost: () => void;
  /** The person is signed out or no longer a member. It goes on trying, since both may end. */
  onRefused: () => void;
  onChanges: (changes: Change[]) => void;
};

/** A heartbeat that is not answered before the next one is due ends the connection. */
const heartbeatMs = 3_000;
/** Longer than that without a word, and the device slept or the line is dead. */
const silentMs = 3 * heartbeatMs;
const retriesMs = [250, 500, 1_000, 2_000, 5_000];
const refusedRetryMs = 10_000;

/** As many as the server tells again; when it does, there may have been more. */
const replayed = 25;
/** Servers' clocks differ a little, and a commit is told a little later. */
const replayMarginMs = 5_000;
/** A page that was loaded longer ago than this reads all that it shows. */
const replayWithinMs = 5 * 60_000;

/** Joins and keeps rejoining until the returned function is called. */
export function openLiveChannel(config: LiveChannelConfig, events: LiveChannelEvents): () => void {
  const readToken = makeTokenReader();
  let isClosed = false;
  let sinceMs = config.renderedAtMs;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};

  /** One connection, from its beginning until whatever ends it first; the next one starts from nothing. */
  async function connect(): Promise<void> {
    let isOver = false;
    let lastHeardMs = Date.now();
    const client = new RealtimeClient(`${config.url}/realtime/v1`, {
      params: { apikey: config.publishableKey },
      accessToken: readToken,
      heartbeatIntervalMs: heartbeatMs,
      heartbeatCallback: status => {
        if (status === "ok") lastHeardMs = Date.now();
      },
    });
    // By the clock and not by counting: while a device sleeps no timer fires, and time goes on.
    const watch = setInterval(() => isSilent() && end(), 1_000);
    const isSilent = () => Date.now() - lastHeardMs > silentMs;
    function look() {
      if (document.visibilityState === "visible" && isSilent()) end();
    }
    document.addEventListener("visibilitychange", look);
    leave = () => {
      isOver = true;
      clearInterval(watch);
      document.removeEventListener("visibilitychange", look);
      void client.disconnect();
    };
    function end(isRefused = false) {
      if (isOver || isClosed) return;
      leave();
      if (isRefused) events.onRefused();
      else events.onLost();
      const waitMs = isRefused ? refusedRetryMs : (retriesMs[Math.min(tries, retriesMs.length - 1)] ?? 0);
      tries += 1;
      // Not all pages at once, when it was the server that went.
      timer = setTimeout(() => void connect(), waitMs * (0.75 + Math.random() / 2));
    }

    try {
      if ((await readToken()) === null) return end(true);
      await client.setAuth();
    } catch {
      // Offline, or the server restarts: it is told as lost, and tried again.
      return end();
    }
    if (isClosed) return leave();
    const replay =
      sinceMs === null || performance.now() > replayWithinMs
        ? undefined
        : { since: Math.floor(sinceMs) - replayMarginMs, limit: replayed };
    const isComplete = replay !== undefined;
    let repeated = 0;
    client
      .channel(`workspace:${config.workspaceId}`, { config: { private: true, broadcast: { replay } } })
      .on("broadcast", { event: "changed" }, message => {
        lastHeardMs = Date.now();
        if (isOver) return;
        if (message.meta?.replayed) repeated += 1;
        events.onChanges(repeated === replayed ? [{ entity: "*", id: null }] : readChanges(message.payload));
      })
      .subscribe((status, error) => {
        if (isOver || isClosed) return;
        if (status !== "SUBSCRIBED") return end(/unauthorized/i.test(error?.message ?? ""));
        tries = 0;
        lastHeardMs = Date.now();
        // A later join comes after a cut of any length, and the server keeps what it told for a while only.
        sinceMs = null;
        events.onJoined(isComplete);
      });
  }

  void connect();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    leave();
  };
}
