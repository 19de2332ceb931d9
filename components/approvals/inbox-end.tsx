"use client";
/** The end of the pile: calm when it was worked through, helpful when it was empty from the start or nothing matches. */
import { CircleCheckBig, SearchX } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Tally, writeTally } from "./attention-words.ts";

export type InboxEndProps = {
  isWaiting: boolean;
  agent: string | null;
  isSnoozedShown: boolean;
  tally: Tally;
  tookMs: number;
  onShowAll: () => void;
  onShowSnoozed: () => void;
};

export function InboxEnd(props: InboxEndProps) {
  const told = writeTally(props.tally, props.tookMs);
  const end = useRef<HTMLDivElement>(null);
  const isThrough = told !== null;
  // The last row took the focus with it.
  useEffect(() => {
    if (isThrough && document.activeElement === document.body) end.current?.focus();
  }, [isThrough]);
  if (props.agent !== null) {
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing of this agent is here"
        action={
          <Button size="sm" onClick={props.onShowAll}>
            Show all agents
          </Button>
        }
      >
        {told ? `You are through with it: ${told}. ` : ""}Other agents may have something for you.
      </EmptyState>
    );
  }
  if (!props.isWaiting) {
    return (
      <EmptyState icon={SearchX} title="Nothing here yet">
        What is decided shows up here with who decided, when, and what became of it.
      </EmptyState>
    );
  }
  return (
    <div ref={end} data-end tabIndex={-1} role="status" className="outline-none">
      <EmptyState
        icon={CircleCheckBig}
        title={told ? "That was all" : "Nothing waits for you"}
        action={
          <>
            <Link href="/agents" className={buttonStyles({ size: "sm" })}>
              Run a task
            </Link>
            {props.isSnoozedShown ? null : (
              <Button size="sm" variant="ghost" onClick={props.onShowSnoozed}>
                Show what was put aside
              </Button>
            )}
          </>
        }
      >
        {told
          ? `${told}. What agents propose next shows up here by itself.`
          : "What agents propose shows up here, with a reason and exactly what would leave. Run a task to get some."}
      </EmptyState>
    </div>
  );
}
