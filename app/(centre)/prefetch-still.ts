/** Reads the first page of a still list once, for both of the browser's readings of it: what is shown, and what is watched. */
import { stillKeys } from "#components/shared/still-keys.ts";
import type { Read } from "./prefetched.tsx";

export function prefetchStill(entity: string, input: object, read: () => Promise<unknown>): Read[] {
  const keys = stillKeys(entity, input);
  let first: Promise<unknown> | undefined;
  const readOnce = () => {
    first ??= read();
    return first;
  };
  return [
    { key: keys.pages, read: async () => ({ pages: [await readOnce()], pageParams: [null] }) },
    { key: keys.head, read: readOnce },
  ];
}
