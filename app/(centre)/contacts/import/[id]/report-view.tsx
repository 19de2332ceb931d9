"use client";
/** What became of one file, and what to do next with it. */
import { useQuery } from "@tanstack/react-query";
import { Gauge, MailX, Tags, TrendingUp, Users } from "lucide-react";
import Link from "next/link";
import { useDispatch } from "#components/contacts/use-dispatch.ts";
import { ImportReportCard } from "#components/imports/import-report-card.tsx";
import type { ImportReport } from "#components/imports/import-types.ts";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What most people do next with rows of a kind. */
const nextTasks = {
  contacts: { task: "prospect.score-all", params: {}, said: "Scoring contacts", label: "Score contacts", icon: Gauge },
  posts: { task: "trends.detect", params: {}, said: "Looking for trends", label: "Detect trends", icon: TrendingUp },
  videos: { task: "youtube.analyze", params: {}, said: "Tagging videos", label: "Tag videos", icon: Tags },
  creators: { task: "creators.sync", params: {}, said: "Ranking creators", label: "Rank creators", icon: Users },
  creator_posts: { task: "creators.sync", params: {}, said: "Ranking creators", label: "Rank creators", icon: Users },
} as const;

export function ReportView({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["import", id],
    queryFn: ({ signal }) => request<ImportReport>(`/imports/${id}`, { signal }),
  });
  const { mutate: dispatch, isPending } = useDispatch();
  const report = query.data;
  if (report === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    ) : (
      <SkeletonRows label="Loading the report" />
    );
  }
  const isContacts = report.kind === "contacts";
  const next = nextTasks[report.kind];
  return (
    <>
      <PageHeader
        parent={{ href: "/contacts/import", label: "Import" }}
        title="Import report"
        actions={
          <>
            {isContacts ? (
              <Link href="/contacts?order=newest" className={buttonStyles({ variant: "secondary" })}>
                Show contacts
              </Link>
            ) : null}
            {report.status === "completed" ? (
              <Button
                variant="primary"
                isBusy={isPending}
                onClick={() => dispatch({ task: next.task, params: next.params, said: next.said })}
              >
                <next.icon aria-hidden />
                {next.label}
              </Button>
            ) : (
              <Link href="/contacts/import" className={buttonStyles({ variant: "primary" })}>
                Import another file
              </Link>
            )}
          </>
        }
      />
      {isContacts && !Object.values(report.mapping).includes("email") ? (
        <p className="mb-5 flex items-start gap-2.5 rounded-lg bg-info-soft px-4 py-3 text-info text-sm">
          <MailX aria-hidden className="mt-0.5 size-4 shrink-0" />
          This file has no e-mail addresses: its contacts can be scored, but not written to.
        </p>
      ) : null}
      <ImportReportCard report={report} />
    </>
  );
}
