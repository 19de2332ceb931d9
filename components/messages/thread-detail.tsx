"use client";
/** One conversation whole: its messages in order, a place to answer, and what it led to. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MailOpen, SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useWorkspace } from "#components/approvals/use-people.ts";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError, Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { ThreadDetail as Detail } from "#lib/operations/shapes/message.ts";
import { AnswerForm } from "./answer-form.tsx";
import { threadQuery } from "./message-data.ts";
import { MessageItem } from "./message-item.tsx";
import { waitsForPerson, writeSender, writeTopic } from "./message-words.ts";
import { ThreadConsequences } from "./thread-consequences.tsx";
import { ThreadSkeleton } from "./thread-skeleton.tsx";
import { useNames } from "./use-names.ts";

export type ThreadDetailProps = {
  id: string;
  headingLevel: 1 | 2;
  /** The message whose address was opened. */
  markedId?: string;
  /** Called when the person has put it back among the unread ones. */
  onUnread?: () => void;
};

export function ThreadDetail({ id, headingLevel, markedId, onUnread }: ThreadDetailProps) {
  const query = threadQuery(id);
  const { data, error, refetch, isFetching } = useQuery(query);
  usePulse(["task", "approval", "output"], query.queryKey);
  if (data !== undefined) {
    return <Whole thread={data} headingLevel={headingLevel} markedId={markedId} onUnread={onUnread} />;
  }
  if (error instanceof ProblemError && [404, 422].includes(error.status)) {
    return (
      <EmptyState title="This conversation is not here" icon={SearchX}>
        It may belong to another workspace.
      </EmptyState>
    );
  }
  if (error) return <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return <ThreadSkeleton />;
}

type WholeProps = { thread: Detail; headingLevel: 1 | 2; markedId?: string; onUnread?: () => void };

function Whole({ thread, headingLevel, markedId, onUnread }: WholeProps) {
  const queries = useQueryClient();
  const names = useNames();
  const role = useWorkspace()?.role;
  const Heading = `h${headingLevel}` as const;
  const [first] = thread.messages;
  const topic = first?.topic ?? "";
  const isKeptUnread = useRef(false);
  const { id, unread_count } = thread;

  // What is opened is read, unless the person has just said otherwise.
  useEffect(() => {
    if (unread_count === 0 || isKeptUnread.current) return;
    request(`/threads/${id}/read`, { body: {} }).then(
      () => queries.invalidateQueries({ queryKey: ["message"] }),
      (error: unknown) => showError("It could not be marked as read", { description: describeError(error) }),
    );
  }, [id, unread_count, queries]);

  useEffect(() => {
    if (markedId) document.getElementById(`message-${markedId}`)?.scrollIntoView({ block: "nearest" });
  }, [markedId]);

  const keepUnread = useMutation({
    mutationFn: () => {
      isKeptUnread.current = true;
      return request(`/threads/${id}/unread`, { body: {} });
    },
    onSuccess: async () => {
      showSuccess("Unread again");
      onUnread?.();
      await queries.invalidateQueries({ queryKey: ["message"] });
    },
    onError: error => showError("It could not be marked as unread", { description: describeError(error) }),
  });

  return (
    <article aria-label={writeTopic(topic)} className="flex min-w-0 flex-col gap-4">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <Heading className="break-words font-semibold text-lg leading-snug tracking-tight">
            {writeTopic(topic)}
          </Heading>
          <p className="mt-0.5 text-muted text-sm">
            {thread.message_count === 1 ? "One message" : `${thread.message_count.toLocaleString("en")} messages`}
            {thread.is_whole ? "" : "; the latest 200 are shown"}
          </p>
        </div>
        <Button
          size="sm"
          variant="ghost"
          className="max-md:min-h-11"
          isBusy={keepUnread.isPending}
          onClick={() => keepUnread.mutate()}
        >
          <MailOpen aria-hidden />
          Mark as unread
        </Button>
      </header>
      <ol className="flex flex-col gap-3" aria-label="Messages">
        {thread.messages.map(message => (
          <li key={message.id} className="flex flex-col gap-3">
            <MessageItem message={message} names={names} topic={topic} isMarked={message.id === markedId} />
            {waitsForPerson(message) && role !== undefined ? (
              role === "viewer" ? (
                <p className="text-muted text-sm">Members answer here; your role is to read.</p>
              ) : (
                <AnswerForm
                  message={message}
                  askerName={writeSender(message, names)}
                  taker={thread.takers[message.id] ?? null}
                  isOpenAtFirst={thread.open_count === 1}
                />
              )
            ) : null}
          </li>
        ))}
      </ol>
      <ThreadConsequences thread={thread} agentName={names.agent} headingLevel={headingLevel} />
    </article>
  );
}
