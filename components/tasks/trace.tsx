/** The reasoning of a task step by step, with how sure it was and the data behind each step. */
import { ArrowUpRight, CircleCheck, ListTodo, type LucideIcon, Send, TriangleAlert, Wrench } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Decision } from "#lib/operations/shapes/task.ts";
import { StructuredValue } from "./structured-value.tsx";

const looks: Record<Decision["kind"], { word: string; icon: LucideIcon }> = {
  plan: { word: "Plan", icon: ListTodo },
  "tool-call": { word: "Work", icon: Wrench },
  delegate: { word: "Delegate", icon: ArrowUpRight },
  propose: { word: "Propose", icon: Send },
  escalate: { word: "Escalate", icon: TriangleAlert },
  complete: { word: "Complete", icon: CircleCheck },
};

export function Trace({ decisions, domain }: { decisions: readonly Decision[]; domain: string }) {
  const hasAttempts = new Set(decisions.map(decision => decision.attempt)).size > 1;
  return (
    <ol className="flex flex-col">
      {decisions.map(decision => {
        const { word, icon: Icon } = looks[decision.kind];
        return (
          <li
            key={decision.id}
            id={`step-${decision.id}`}
            className="relative flex gap-3 pb-4 target:bg-selected last:pb-0"
          >
            <span aria-hidden className="absolute top-7 bottom-0 left-3 w-px bg-line" />
            <span className="z-1 flex size-6 shrink-0 items-center justify-center rounded-full border bg-surface text-muted">
              <Icon aria-hidden className="size-3.5" />
            </span>
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
                <a
                  href={`#step-${decision.id}`}
                  className="inline-flex items-center font-medium text-text hover:underline max-md:min-h-11"
                >
                  {word}
                </a>
                {decision.confidence === null ? null : (
                  <Badge tone="outline" title="How sure the agent was">
                    {Math.round(decision.confidence * 100)} % sure
                  </Badge>
                )}
                {hasAttempts ? <span>attempt {decision.attempt}</span> : null}
                <RelativeTime at={decision.created_at} className="text-faint" />
              </p>
              <p className="mt-0.5 max-w-prose whitespace-pre-line break-words text-sm">{decision.reasoning}</p>
              {Object.keys(decision.data).length > 0 ? (
                <details className="mt-1">
                  <summary className="w-fit text-faint text-xs hover:text-text max-md:min-h-11 max-md:content-center">
                    Data behind it
                  </summary>
                  <div className="mt-1.5 rounded-md bg-sunken px-3 py-2.5">
                    <StructuredValue value={decision.data} label={`Data of step ${decision.seq}`} domain={domain} />
                  </div>
                </details>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
