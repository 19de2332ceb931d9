/** The report of one import, at an address that lasts. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { perform } from "#app/session/perform.ts";
import { AppError } from "#lib/core/errors.ts";
import { importGet } from "#lib/operations/import.ts";
import { ReportView } from "./report-view.tsx";

export const metadata: Metadata = { title: "Import report" };

export default async function ImportReportPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const report = await perform(importGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) notFound();
    throw error;
  });
  const queries = new QueryClient();
  queries.setQueryData(["import", id], report);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ReportView id={id} />
    </HydrationBoundary>
  );
}
