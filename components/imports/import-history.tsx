"use client";
/** The files that were imported before, each leading to its report. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { request } from "#components/shared/request.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ImportSummary } from "#lib/operations/shapes/import.ts";
import { nameKind } from "./import-types.ts";

export function ImportHistory() {
  const { data } = useQuery({
    queryKey: ["import", { limit: 10 }],
    queryFn: ({ signal }) => request<{ data: ImportSummary[] }>("/imports", { query: { limit: 10 }, signal }),
  });
  const imports = data?.data ?? [];
  if (imports.length === 0) return null;
  return (
    <Card aria-label="Earlier imports">
      <CardHeader title="Earlier imports" />
      <ul className="divide-y divide-line">
        {imports.map(one => (
          <li key={one.id}>
            <Link
              href={`/contacts/import/${one.id}`}
              className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1.5 text-sm outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
            >
              <span className="min-w-0 flex-1 truncate max-sm:basis-full">
                {one.file_name} <span className="text-muted">· {nameKind(one.kind)}</span>
              </span>
              <span className="text-muted text-xs tabular-nums">
                {one.accepted.toLocaleString("en")} new, {one.updated.toLocaleString("en")} updated,{" "}
                {one.rejected.toLocaleString("en")} refused
              </span>
              <RelativeTime at={one.created_at} className="text-faint text-xs" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
