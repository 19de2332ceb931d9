/** The keys of a list that is kept still; shared by the server, which hands over the first page, and the browser. */
import type { QueryKey } from "@tanstack/react-query";

export function stillKeys(entity: string, input: object): { pages: QueryKey; head: QueryKey } {
  // The first part of the pages' key is no entity: what is being read is not replaced by what just happened.
  return { pages: [`still-${entity}`, input], head: [entity, { head: input }] };
}
