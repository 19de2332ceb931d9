"use client";
/** What the last sweep came to in one line, and which agents failed; the numbers' evidence is on the sweep's own page. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { readSummaryQuery } from "#components/sweeps/sweep-data.ts";

/** Says nothing until there is a summary: the bar and the tasks above already tell how far it is. */
export function SweepHeadline({ sweepId }: { sweepId: string }) {
  const { data } = useQuery(readSummaryQuery(sweepId));
  if (data?.state !== "ready") return null;
  const failed = data.lines.filter(line => line.status === "failed");
  return (
    <section aria-label="Summary of the sweep" className="flex flex-col gap-1.5 border-t pt-3 text-sm">
      {failed.length === 0 ? (
        <p className="text-muted">What each agent found stands beside its name.</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {failed.map(line => (
            <li key={line.domain} className="min-w-0 break-words text-danger">
              {line.parts.map(part => part.text).join("")}
            </li>
          ))}
        </ul>
      )}
      <Link
        href={`/sweeps/${sweepId}`}
        className="inline-flex items-center self-start text-accent underline-offset-2 hover:underline max-md:min-h-11"
      >
        Open the summary
      </Link>
    </section>
  );
}
