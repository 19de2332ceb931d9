/** One output at its own address. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { detailQuery } from "#components/outputs/output-data.ts";
import { AppError } from "#lib/core/errors.ts";
import { outputGet } from "#lib/operations/output.ts";
import { OutputView } from "./output-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readOutput = cache(async (id: string) =>
  perform(outputGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const output = await readOutput((await params).id);
  return { title: output?.title ?? "Output" };
}

export default async function OutputPage({ params }: Props) {
  const { id } = await params;
  const output = await readOutput(id);
  if (output === null) notFound();
  const queries = new QueryClient();
  queries.setQueryData(detailQuery(id).queryKey, output);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <OutputView id={id} />
    </HydrationBoundary>
  );
}
