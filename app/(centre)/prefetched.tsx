/** Hands what the server has read to the browser's cache; a refusal is left to the view, which asks again and shows it. */
import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AppError } from "#lib/core/errors.ts";

export type Read = { key: QueryKey; read: () => Promise<unknown> };

export async function Prefetched({ reads, children }: { reads: readonly Read[]; children: ReactNode }) {
  const queries = new QueryClient();
  await Promise.all(
    reads.map(async ({ key, read }) => {
      try {
        queries.setQueryData(key, await read());
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }),
  );
  return <HydrationBoundary state={dehydrate(queries)}>{children}</HydrationBoundary>;
}
