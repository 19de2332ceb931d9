"use client";
/** Says that deliveries have an unknown outcome, wherever in the inbox one is: only a person can settle them. */
import { useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { request } from "#components/shared/request.ts";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";

export function UnsettledNote() {
  const { data } = useQuery({
    queryKey: ["delivery", { status: "unknown", limit: 20 }],
    queryFn: ({ signal }) =>
      request<{ data: Delivery[] }>("/deliveries", { query: { status: "unknown", limit: 20 }, signal }),
  });
  const unsettled = data?.data ?? [];
  if (unsettled.length === 0) return null;
  return (
    <section
      aria-label="Deliveries to settle"
      className="mb-4 flex items-start gap-2.5 rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn"
    >
      <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">
          {unsettled.length === 1
            ? "One message may or may not have arrived."
            : `${unsettled.length} messages may or may not have arrived.`}{" "}
          Say what happened to each:
        </p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {unsettled.map(delivery => (
            <li key={delivery.id}>
              <Link
                href={`/approvals?tab=decided&open=${delivery.approval_id}`}
                className="inline-flex items-center underline underline-offset-2 max-md:min-h-11"
              >
                {delivery.recipient}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
