/**
 * Reads again what changed, one reading of a query at a time: at once when it is quiet, and the less often the longer a stream
 * of changes lasts and the longer a reading takes. Never ends with a reading that began before the last change was told.
 */
import { matchQuery, type Query, type QueryClient } from "@tanstack/react-query";
import { type Change, isAmong, isTouched } from "./changes.ts";
import { type Pulse, pulsesOf } from "./pulses.ts";

export type Refresher = {
  /** Has everything that shows one of these read again. */
  tell(changes: readonly Change[]): void;
  /** Has everything that is shown read again: nobody can say what changed meanwhile. */
  tellAll(): void;
  stop(): void;
};

/** A stream of changes is shown at least this often. */
const maxRestMs = 150;
/** After this much quiet the next change is shown at once again. */
const quietMs = 400;
/** What the server has read for a page is shown here at most so much later, even on a slow machine. */
const underWayMs = 10_000;
/** More than this is remembered as "anything may have changed". */
const maxHeard = 500;

type Turn = {
  isReading: boolean;
  isDue: boolean;
  timer: ReturnType<typeof setTimeout> | null;
  inRow: number;
  at: number;
};

/** A refresher over one cache. Queries that nobody looks at are only marked, and read when they are looked at. */
export function createRefresher(queries: QueryClient): Refresher {
  const cache = queries.getQueryCache();
  const pulses = pulsesOf(queries);
  const turns = new Map<string, Turn>();
  let heard: { at: number; changes: readonly Change[] }[] = [];
  let allToldAt = Number.NEGATIVE_INFINITY;

  function isShowing(query: Query, changes: readonly Change[]): boolean {
    if (isTouched(query.queryKey, changes)) return true;
    for (const { entities, queryKey } of pulses.list) {
      if (isAmong(entities, changes) && matchQuery({ queryKey }, query)) return true;
    }
    return false;
  }

  function touch(query: Query): void {
    if (isKept(query)) return;
    if (!query.isActive()) {
      query.invalidate();
      return;
    }
    const turn = turns.get(query.queryHash) ?? { isReading: false, isDue: false, timer: null, inRow: 0, at: 0 };
    turns.set(query.queryHash, turn);
    turn.isDue = true;
    if (!turn.isReading && turn.timer === null) void take(query, turn);
  }

  async function take(query: Query, turn: Turn): Promise<void> {
    const startedAt = performance.now();
    turn.inRow = startedAt - turn.at > quietMs ? 0 : turn.inRow + 1;
    turn.isDue = false;
    turn.isReading = true;
    // A first reading cannot be broken off, and may have begun before the change.
    const isFirst = query.state.data === undefined && query.state.fetchStatus !== "idle";
    await queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    turn.at = performance.now();
    turn.isReading = false;
    turn.isDue ||= isFirst;
    const restMs = Math.min(maxRestMs, turn.inRow * (turn.at - startedAt));
    turn.timer = setTimeout(() => {
      turn.timer = null;
      if (turn.isDue) void take(query, turn);
    }, restMs);
  }

  function recall(): readonly Change[] {
    const since = performance.now() - underWayMs;
    heard = heard.filter(({ at }) => at > since);
    return heard.flatMap(({ changes }) => changes);
  }

  // What the server read for a page may arrive after the change that made it old was told: then nobody else would ask again.
  function catchUp(query: Query, changes: readonly Change[]): void {
    const isAllOld = performance.now() - allToldAt < underWayMs;
    // Not at once: it is added while its page is being drawn.
    if (isAllOld || isShowing(query, changes)) setTimeout(() => touch(query));
  }

  const unsubscribe = cache.subscribe(({ type, query }) => {
    if (type === "removed") {
      const timer = turns.get(query.queryHash)?.timer;
      if (timer) clearTimeout(timer);
      turns.delete(query.queryHash);
    }
    if (type === "added" && query.state.data !== undefined) catchUp(query, recall());
  });
  pulses.onAdded = ({ entities, queryKey }: Pulse) => {
    if (isAmong(entities, recall())) for (const query of cache.findAll({ queryKey })) setTimeout(() => touch(query));
  };

  return {
    tell(changes) {
      heard.push({ at: performance.now(), changes: heard.length < maxHeard ? changes : [{ entity: "*", id: null }] });
      if (heard.length > maxHeard) recall();
      for (const query of cache.getAll()) if (isShowing(query, changes)) touch(query);
    },
    tellAll() {
      allToldAt = performance.now();
      for (const query of cache.getAll()) touch(query);
    },
    stop() {
      unsubscribe();
      pulses.onAdded = null;
      for (const { timer } of turns.values()) if (timer) clearTimeout(timer);
      turns.clear();
    },
  };
}

/** True for what is kept as it was read, however old: rows that somebody reads and that others keep fresh. */
function isKept(query: Query): boolean {
  return query.observers.some(({ options }) => options.staleTime === Number.POSITIVE_INFINITY);
}
