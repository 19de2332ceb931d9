"use client";
/** What the last sweep said, in a few lines; the numbers' evidence is on the sweep's own page. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { readSummaryQuery } from "#components/sweeps/sweep-data.ts";

/** Says nothing until there is a summary: the bar and the tasks above already tell how far it is. */
export function SweepHeadline({ sweepId }: { sweepId: string }) {
  const { data } = useQuery(readSummaryQuery(sweepId));
  if (data?.state !== "ready") return null;
  return (
    <section aria-label="Summary of the sweep" className="border-t pt-3">
      <ul className="flex flex-col gap-1.5 text-sm">
        {data.lines.map(line => (
          <li
            key={line.domain}
            className={`min-w-0 break-words ${line.status === "failed" ? "text-danger" : "text-muted"}`}
          >
            {line.parts.map(part => part.text).join("")}
          </li>
        ))}
      </ul>
      <Link
        href={`/sweeps/${sweepId}`}
        className="mt-2 inline-flex items-center text-accent text-sm underline underline-offset-2 max-md:min-h-11"
      >
        Open the summary
      </Link>
    </section>
  );
}
