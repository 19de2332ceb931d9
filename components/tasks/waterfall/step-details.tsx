"use client";
/** Loaded on demand by the waterfall. What is known of one step, beside the bars. */
import { ArrowUpRight, Link2, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { copyAddress } from "../copy-address.ts";
import { formatMicros } from "../format-micros.ts";
import type { TaskDetail } from "../task-types.ts";
import { writeTick } from "./axis.ts";
import type { WaterfallRow } from "./waterfall-rows.ts";

export function StepDetails({ row, task, onClose }: { row: WaterfallRow; task: TaskDetail; onClose: () => void }) {
  const call = task.model_calls.find(one => one.id === row.modelCallId);
  const facts: [string, ReactNode][] = [
    [row.isRunning ? "So far" : "Took", writeTick(row.durationMs)],
    ["Began", <RelativeTime key="began" at={row.startedAtMs} />],
    ...row.facts.map(({ name, value }): [string, ReactNode] => [name, value]),
    ...(call === undefined
      ? []
      : ([
          ["Tokens in", call.input_tokens.toLocaleString("en")],
          ["Tokens out", call.output_tokens.toLocaleString("en")],
          ["Cost", formatMicros(call.cost_micros)],
        ] satisfies [string, ReactNode][])),
  ];
  return (
    <aside
      aria-label={`Step: ${row.label}`}
      className="flex min-w-0 flex-col gap-3 self-stretch border-line px-4 py-3 text-sm max-lg:order-first max-lg:border-b lg:border-l"
    >
      <div className="flex items-start gap-1">
        <h3 className="min-w-0 flex-1 break-words pt-1 font-medium">{row.label}</h3>
        <Button variant="ghost" size="icon" aria-label="Copy the link to this step" onClick={() => void copyAddress()}>
          <Link2 aria-hidden />
        </Button>
        <Button variant="ghost" size="icon" aria-label="Close the step" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      <p className="text-muted">{row.about}</p>
      {row.error === null ? null : (
        <p className="break-words rounded-md bg-danger-soft px-3 py-2 text-danger">It failed: {row.error}</p>
      )}
      <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {row.href === null ? null : (
        <Link
          href={row.href}
          className="inline-flex w-fit items-center gap-1 text-accent hover:underline max-md:min-h-11"
        >
          Open it
          <ArrowUpRight aria-hidden className="size-3.5" />
        </Link>
      )}
    </aside>
  );
}
