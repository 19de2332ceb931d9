"use client";
/** An output that another thing names, read when it is looked at. */
import { useQuery } from "@tanstack/react-query";
import { Failure } from "#components/tasks/failure.tsx";
import { OutputCard } from "#components/tasks/output-card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { outputQuery } from "./library-data.ts";

export function OutputById({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(outputQuery(id));
  if (data) return <OutputCard output={data} />;
  if (error) return <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return <SkeletonRows count={4} label="Loading the output" />;
}
