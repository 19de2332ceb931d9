"use client";
/** One output in the list: what it is, whose, how far people are with it. */
import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import type { MouseEvent } from "react";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Output } from "#lib/operations/shapes/output.ts";
import { kindLooks, writeSnippet } from "./output-words.ts";

export type OutputRowProps = {
  output: Output;
  agentName: string;
  isCurrent: boolean;
  /** Opens it beside the list; left out where there is no room, and the row leads to its page. */
  onOpen?: () => void;
};

export function OutputRow({ output, agentName, isCurrent, onOpen }: OutputRowProps) {
  const { word, icon: Icon } = kindLooks[output.kind];
  const snippet = writeSnippet(output.latest?.content ?? {});
  return (
    <li>
      <Link
        href={`/outputs/${output.id}`}
        data-row={output.id}
        aria-current={isCurrent ? "true" : undefined}
        onClick={event => {
          if (onOpen === undefined || !isPlainPress(event)) return;
          event.preventDefault();
          onOpen();
        }}
        className={joinClasses(
          "flex gap-3 px-3 py-2.5 outline-offset-[-2px]",
          isCurrent ? "bg-selected" : "hover:bg-hover",
          output.status === "superseded" && "text-muted",
        )}
      >
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{output.title}</span>
            <SampleSign at={output.created_at} />
            <RelativeTime at={output.created_at} className="shrink-0 text-muted text-xs" />
          </span>
          {snippet === "" ? null : <span className="mt-0.5 block truncate text-muted text-xs">{snippet}</span>}
          <span className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted text-xs">
            <StatusBadge kind="output" status={output.status} variant="plain" />
            <span>
              {word} by {agentName}
              {output.revision > 1 ? ` · revision ${output.revision}` : ""}
            </span>
            {output.latest?.is_untrusted ? (
              <span className="inline-flex items-center gap-1 text-warn" title="Text from outside went into this.">
                <ShieldAlert aria-hidden className="size-3.5" />
                Untrusted
              </span>
            ) : null}
          </span>
        </span>
      </Link>
    </li>
  );
}

function isPlainPress(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
