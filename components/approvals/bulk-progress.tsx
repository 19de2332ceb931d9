"use client";
/** How far decisions about many are, read from the server, so that they survive a reload; each refusal with its reason. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/shared/request.ts";
import { Button } from "#components/ui/button.tsx";
import { useClockText } from "#components/ui/clock.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { BulkDecision, BulkDetail } from "./approval-types.ts";
import type { Tally } from "./attention-words.ts";
import type { Bulk } from "./use-bulk.ts";
import { usePeople } from "./use-people.ts";
import type { Undo } from "./use-undo.ts";

const shownForMs = 10 * 60_000;
const runningRefetchMs = 1_500;
const dismissedKey = "quarterdeck-bulk-dismissed";

export type BulkProgressProps = {
  bulk: Bulk;
  onCounted: (what: keyof Tally, count: number) => void;
  onUndoable: (undo: Undo | null) => void;
};

export function BulkProgress({ bulk, onCounted, onUndoable }: BulkProgressProps) {
  const { data } = useQuery({
    queryKey: ["bulk-decision", { list: "latest" }],
    queryFn: ({ signal }) => request<{ data: BulkDecision[] }>("/bulk-decisions", { query: { limit: 5 }, signal }),
    // The live channel tells of each portion; this is for when it does not.
    refetchInterval: query => (query.state.data?.data.some(isRunning) ? runningRefetchMs : false),
  });
  const [dismissed, setDismissed] = useState<readonly string[]>(() => readDismissed());
  const nowMs = Number(useClockText(now => String(Math.floor(now / 60_000) * 60_000)));
  const shown = (data?.data ?? []).filter(
    one =>
      !dismissed.includes(one.id) && (one.finished_at === null || nowMs - Date.parse(one.finished_at) < shownForMs),
  );
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Decisions about many">
      {shown.map(one => (
        <BulkCard
          key={one.id}
          decision={one}
          bulk={bulk}
          onCounted={onCounted}
          onUndoable={onUndoable}
          onDismiss={() => {
            const next = [...dismissed, one.id].slice(-20);
            setDismissed(next);
            sessionStorage.setItem(dismissedKey, JSON.stringify(next));
          }}
        />
      ))}
    </ul>
  );
}

function isRunning({ status }: BulkDecision): boolean {
  return status === "running";
}

function readDismissed(): readonly string[] {
  const kept = sessionStorage.getItem(dismissedKey);
  const parsed: unknown = kept === null ? [] : JSON.parse(kept);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

type CardProps = BulkProgressProps & { decision: BulkDecision; onDismiss: () => void };

function BulkCard({ decision, bulk, onCounted, onUndoable, onDismiss }: CardProps) {
  const { id, verb, status, done, refused, total } = decision;
  const nameOf = usePeople();
  const { data: detail } = useQuery({
    queryKey: ["bulk-decision", id],
    queryFn: ({ signal }) => request<BulkDetail>(`/bulk-decisions/${id}`, { signal }),
    enabled: status !== "running" || refused > 0,
  });
  const held = detail?.held ?? 0;
  const isOfThisVisit = bulk.startedIds.has(id);
  const who = isOfThisVisit ? "" : `, by ${nameOf(decision.created_by)}`;
  const counted = useRef(0);
  useEffect(() => {
    if (!isOfThisVisit || done === counted.current) return;
    onCounted(verb === "approve" ? "approved" : "rejected", done - counted.current);
    counted.current = done;
    if (verb === "approve") onUndoable({ until: null, run: () => bulk.takeBack(id) });
  }, [isOfThisVisit, done, verb, id, bulk, onCounted, onUndoable]);

  return (
    <li className="flex flex-col gap-2 border-b bg-surface px-3 py-2.5">
      <div className="flex items-end gap-3">
        {status === "running" ? (
          <Progress
            label={`${verb === "approve" ? "Approving" : "Rejecting"}${who}`}
            value={done + refused}
            max={total}
            className="flex-1"
          />
        ) : (
          <p role="status" className="min-w-0 flex-1 text-sm">
            <span className="font-medium">{writeEnd(decision)}</span>
            <span className="text-muted">{who}</span>
            {decision.problem ? <span className="block text-danger text-xs">{decision.problem}</span> : null}
          </p>
        )}
        {status === "running" ? (
          <Button size="sm" onClick={() => void bulk.stop(id)}>
            Stop
          </Button>
        ) : (
          <span className="flex gap-2">
            {held > 0 ? (
              <Button size="sm" onClick={() => void bulk.takeBack(id)}>
                Take back {held.toLocaleString("en")}
              </Button>
            ) : null}
            <Button size="sm" variant="ghost" onClick={onDismiss}>
              Close
            </Button>
          </span>
        )}
      </div>
      {detail && detail.refusals.length > 0 ? (
        <ul aria-label="Refused" className="scroll-slim max-h-40 overflow-y-auto text-sm">
          {detail.refusals.map(refusal => (
            <li key={refusal.approval_id} className="py-0.5">
              <Link
                href={`/approvals/${refusal.approval_id}`}
                className="inline-flex items-center text-accent underline underline-offset-2 max-md:min-h-11"
              >
                {refusal.recipient}
              </Link>
              : <span className="text-danger">{refusal.message}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** "30 approved, 2 refused"; what a stop left is said too. */
function writeEnd({ verb, status, done, refused, total }: BulkDecision): string {
  const left = total - done - refused;
  return [
    `${done.toLocaleString("en")} ${verb === "approve" ? "approved" : "rejected"}`,
    refused > 0 ? `${refused.toLocaleString("en")} refused` : "",
    status === "stopped" ? `stopped, ${left.toLocaleString("en")} wait again` : "",
  ]
    .filter(part => part !== "")
    .join(", ");
}
