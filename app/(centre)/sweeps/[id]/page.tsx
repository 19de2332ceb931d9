/** One sweep: how each agent got on, and the summary with its evidence. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { AppError } from "#lib/core/errors.ts";
import { agentList } from "#lib/operations/agent.ts";
import { sweepGet } from "#lib/operations/sweep.ts";
import { SweepView } from "./sweep-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readSweep = cache(async (id: string) =>
  perform(sweepGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const sweep = await readSweep((await params).id);
  return { title: sweep === null ? "Sweep" : `Sweep of ${sweep.created_at.slice(0, 10)}` };
}

export default async function SweepPage({ params }: Props) {
  const { id } = await params;
  const sweep = await readSweep(id);
  if (sweep === null) notFound();
  const queries = new QueryClient();
  queries.setQueryData(["sweep", id], sweep);
  queries.setQueryData(agentsQuery.queryKey, await perform(agentList, {}));
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SweepView id={id} />
    </HydrationBoundary>
  );
}
