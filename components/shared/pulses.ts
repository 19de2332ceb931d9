/** Which queries show more than the entity their key names: they are read again when rows of those entities change. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";

export type Pulse = { entities: readonly string[]; queryKey: QueryKey };
type Pulses = {
  list: Set<Pulse>;
  /** Told of each new one, since what it watches may have changed before anybody watched. */
  onAdded: ((pulse: Pulse) => void) | null;
};

const byClient = new WeakMap<QueryClient, Pulses>();

/** Those of one cache. */
export function pulsesOf(queries: QueryClient): Pulses {
  const pulses = byClient.get(queries) ?? { list: new Set(), onAdded: null };
  byClient.set(queries, pulses);
  return pulses;
}

/** Has every query below `queryKey` read again when one of the entities changes, until the returned function is called. */
export function addPulse(queries: QueryClient, entities: readonly string[], queryKey: QueryKey): () => void {
  const pulses = pulsesOf(queries);
  const pulse = { entities, queryKey };
  pulses.list.add(pulse);
  pulses.onAdded?.(pulse);
  return () => pulses.list.delete(pulse);
}
