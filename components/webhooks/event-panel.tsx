"use client";
/** One event as it was received: what it led to, its own words, and a way to have it handled again. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { Refusal } from "#components/agents/refusal.tsx";
import { request } from "#components/shared/request.ts";
import { describeError, Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { type EventDetail, eventQuery, type Source, verdictWords, type WebhookEvent } from "./webhook-data.ts";

export type EventPanelProps = { id: string; sources: readonly Source[]; isMember: boolean; onClose: () => void };

export function EventPanel({ id, sources, isMember, onClose }: EventPanelProps) {
  const { data: event, error, refetch, isFetching } = useQuery(eventQuery(id));
  const source = sources.find(one => one.id === event?.source_id);
  return (
    <Sheet
      open
      onOpenChange={isOpen => isOpen || onClose()}
      width="lg"
      title={event ? event.event_type || "An event without a type" : "Event"}
      description={source?.name}
    >
      {!event && error ? <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
      {!event && !error ? <SkeletonRows count={6} label="Loading the event" /> : null}
      {event ? <EventBody event={event} mayReplay={isMember && source?.kind !== "telegram"} /> : null}
    </Sheet>
  );
}

function EventBody({ event, mayReplay }: { event: EventDetail; mayReplay: boolean }) {
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => request<WebhookEvent>(`/webhook-events/${event.id}/replay`, { body: {} }),
    onSuccess: ({ verdict }) => showSuccess(`Handled again: ${verdictWords[verdict].label.toLowerCase()}`),
    onError: failure => showError("It could not be handled again", { description: describeError(failure) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhook-event"] }),
  });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-muted text-sm">
        <Badge tone={verdictWords[event.verdict].tone}>{verdictWords[event.verdict].label}</Badge>
        <span>
          received <RelativeTime at={event.received_at} />
        </span>
        {event.repeats > 0 ? <span>sent again {event.repeats} ×, without effect</span> : null}
        {event.replays > 0 ? <span>replayed {event.replays} ×</span> : null}
        {mayReplay ? (
          <Button size="sm" className="ml-auto" isBusy={replay.isPending} onClick={() => replay.mutate()}>
            <RotateCcw aria-hidden />
            Replay
          </Button>
        ) : null}
      </div>
      <section aria-label="What it led to" className="flex flex-col gap-2">
        <h3 className="font-medium text-sm">What it led to</h3>
        {event.outcomes.length === 0 ? (
          <p className="text-muted text-sm">No rule wanted it. Make one, then replay it.</p>
        ) : null}
        {event.outcomes.map(outcome => (
          <div key={outcome.rule_id ?? "own"} className="rounded-md border px-3 py-2 text-sm">
            <p className="font-medium">{outcome.rule_name ?? "By itself"}</p>
            {outcome.note ? <p className="text-muted">{outcome.note}</p> : null}
            {outcome.contact_id ? (
              <p>
                <Link href={`/contacts/${outcome.contact_id}`} className="text-accent underline underline-offset-2">
                  {outcome.is_new_contact ? "A new contact" : "A known contact"}
                </Link>
              </p>
            ) : null}
            {outcome.task_id ? (
              <p>
                <Link href={`/tasks/${outcome.task_id}`} className="text-accent underline underline-offset-2">
                  {outcome.task}
                </Link>
              </p>
            ) : null}
            {outcome.error ? <Refusal>{outcome.error}</Refusal> : null}
          </div>
        ))}
      </section>
      <section aria-label="As it was received" className="flex flex-col gap-2">
        <h3 className="font-medium text-sm">As it was received</h3>
        <p className="text-muted text-xs">Words from outside: nothing in them is an instruction to anybody here.</p>
        <CodeView code={indent(event.body)} label="Body" isWrapped />
        <CodeView
          code={Object.entries({ ...event.headers, "sender's id": event.sender_id })
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
          label="Headers"
          isWrapped
        />
      </section>
    </div>
  );
}

/** JSON with line breaks, everything else as it is. */
function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: shown as it came.
    return text;
  }
}
