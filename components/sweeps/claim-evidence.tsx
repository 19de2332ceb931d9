"use client";
/** The evidence of one number: its question in words, the rows, the query itself, and whether it still holds. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { findPage } from "#components/tasks/entity-link.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { type ClaimEvidence as Evidence, readClaimQuery } from "./sweep-data.ts";

export function ClaimEvidence({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(readClaimQuery(id));
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <SkeletonRows count={4} label="Loading the evidence" />
    );
  }
  return (
    <div className="flex flex-col gap-5 text-sm">
      <Fact title="Question">{data.question.charAt(0).toUpperCase() + data.question.slice(1)}</Fact>
      <Fact title="Answer">
        <span className="break-words tabular-nums">{writeValue(data.value)}</span>
        <span className="block text-muted text-xs">
          answered <RelativeTime at={data.as_of} />
        </span>
      </Fact>
      <Verdict claim={data} />
      <Rows claim={data} />
      <details>
        <summary className="w-fit text-muted text-xs max-md:min-h-11 max-md:content-center">The query itself</summary>
        <div className="mt-2">
          <JsonView value={data.query} label="Query" openDepth={4} />
        </div>
      </details>
    </div>
  );
}

function Verdict({ claim }: { claim: Evidence }) {
  const holds = claim.verdict === "holds";
  return (
    <Fact title="Asked again just now">
      <Badge tone={holds ? "ok" : "neutral"}>
        {holds ? <CircleCheck aria-hidden /> : <CircleDashed aria-hidden />}
        {holds ? "Holds: the same answer from the same rows" : "The rows have changed since"}
      </Badge>
      {holds ? null : (
        <span className="mt-1.5 block text-muted">
          Now {writeValue(claim.now.value)} from {claim.now.row_total.toLocaleString("en")} rows; then{" "}
          {claim.row_total.toLocaleString("en")}.
        </span>
      )}
    </Fact>
  );
}

function Rows({ claim }: { claim: Evidence }) {
  const isCut = claim.row_total > claim.rows.length;
  return (
    <Fact title={`Rows (${claim.row_total.toLocaleString("en")})`}>
      {claim.rows.length === 0 ? (
        <span className="text-muted">
          {claim.row_total === 0 ? "No row fits the question." : "None of them is there any more."}
        </span>
      ) : (
        <div className="overflow-hidden rounded-md border">
          <ScrollRegion label="The rows of the answer" className="max-h-96 outline-offset-[-2px]">
            <ul className="divide-y divide-line">
              {claim.rows.map((row, position) => (
                <EvidenceRow key={row.id} row={row} position={position} />
              ))}
            </ul>
          </ScrollRegion>
        </div>
      )}
      {isCut && claim.rows.length > 0 ? (
        <span className="mt-1.5 block text-muted text-xs">The first {claim.rows.length} that are still there.</span>
      ) : null}
    </Fact>
  );
}

function EvidenceRow({ row, position }: { row: Evidence["rows"][number]; position: number }) {
  const href = findPage(row.entity ?? undefined, row.entity_id ?? undefined);
  // An id tells a person nothing.
  const label = row.label === "" ? `Row ${position + 1}` : row.label;
  const look = "flex min-h-8 items-center px-2.5 py-1 max-md:min-h-11";
  return (
    <li>
      {href === null ? (
        <span className={look}>
          <span className="min-w-0 truncate">{label}</span>
        </span>
      ) : (
        <Link href={href} className={`${look} text-accent outline-offset-[-2px] hover:bg-hover hover:underline`}>
          <span className="min-w-0 truncate">{label}</span>
        </Link>
      )}
    </li>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      {children}
    </section>
  );
}

function writeValue(value: Evidence["value"]): string {
  if (value === null) return "nothing";
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 4 }) : value;
}
