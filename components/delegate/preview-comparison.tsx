"use client";
/** Whether what was done is what its preview had told, said in words; waits until the task has got that far. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, GitCompare } from "lucide-react";
import Link from "next/link";
import { readTaskQuery } from "#components/agents/agent-data.ts";
import { comparePreview } from "./compare-preview.ts";

export function PreviewComparison({ taskId, previewId }: { taskId: string; previewId: string }) {
  const { data: task } = useQuery(readTaskQuery(taskId));
  const { data: before } = useQuery(readTaskQuery(previewId));
  const preview = before?.preview;
  if (task === undefined || !preview || !["completed", "awaiting_approval"].includes(task.status)) return null;
  const differences = comparePreview(preview, task);
  const link = (
    <Link href={`/tasks/${previewId}`} className="text-accent underline underline-offset-2">
      its preview
    </Link>
  );
  if (differences.length === 0) {
    return (
      <p className="flex items-start gap-2.5 text-muted text-sm">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
        <span>This is what {link} had said.</span>
      </p>
    );
  }
  return (
    <section aria-label="Differences from the preview" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      <p className="flex items-start gap-2.5 font-medium">
        <GitCompare aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>It differs from {link}, because something changed in between:</span>
      </p>
      <ul className="mt-1 list-disc pl-11">
        {differences.map(difference => (
          <li key={difference}>{difference}</li>
        ))}
      </ul>
    </section>
  );
}
