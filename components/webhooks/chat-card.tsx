"use client";
/** Carries approvals to the reader's own phone: links their Telegram account by a code, and says whether they want to be asked there. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { usePeople } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { describeError, Failure } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { Field } from "#components/ui/field.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { type ChatLink, chatLinksQuery, type NewChatLink } from "./webhook-data.ts";

export function ChatCard({ userId, isMember }: { userId: string | null; isMember: boolean }) {
  const queries = useQueryClient();
  const { data, error, refetch, isFetching } = useQuery(chatLinksQuery);
  const [made, setMade] = useState<NewChatLink | null>(null);
  const link = useMutation({
    mutationFn: () => request<NewChatLink>("/chat-links", { body: {} }),
    onSuccess: setMade,
    onSettled: () => queries.invalidateQueries({ queryKey: ["chat-link"] }),
  });
  const links = data?.data ?? [];
  const own = links.find(one => one.user_id === userId);
  const isWaiting = made !== null && links.some(one => one.id === made.id && !one.is_linked);

  return (
    <Card aria-label="Approvals on the phone">
      <CardHeader
        title="Approvals on the phone"
        description="A Telegram bot shows exactly what would be sent; its buttons approve or reject that, in your name."
        actions={
          isMember ? (
            <Button size="sm" isBusy={link.isPending} onClick={() => link.mutate()}>
              <Smartphone aria-hidden />
              {own?.is_linked ? "Link another account" : "Link my Telegram"}
            </Button>
          ) : null
        }
      />
      {!data && error ? <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
      {!data && !error ? <SkeletonRows count={1} label="Loading linked chats" /> : null}
      {link.error ? (
        <div className="p-4">
          <Refusal>{describeError(link.error)}</Refusal>
        </div>
      ) : null}
      {isWaiting ? (
        <div className="flex flex-col gap-3 border-b p-4">
          <p className="text-sm">
            Send this to the bot within a quarter of an hour. It is good once; whoever sends it can decide in your name.
          </p>
          <CodeView code={`/start ${made.code}`} label="Code" isWrapped />
          <a
            href={made.chat_url}
            target="_blank"
            rel="noreferrer"
            className={buttonStyles({ variant: "primary", className: "w-fit" })}
          >
            Open the chat with the code
          </a>
        </div>
      ) : null}
      {data && links.length === 0 ? <p className="p-4 text-muted text-sm">Nobody has linked a chat yet.</p> : null}
      <ul className="divide-y divide-line">
        {links.map(one => (
          <LinkRow key={one.id} link={one} isOwn={one.user_id === userId} />
        ))}
      </ul>
    </Card>
  );
}

function LinkRow({ link, isOwn }: { link: ChatLink; isOwn: boolean }) {
  const queries = useQueryClient();
  const readPerson = usePeople();
  const refresh = () => queries.invalidateQueries({ queryKey: ["chat-link"] });
  const change = useMutation({
    mutationFn: (wants: boolean) =>
      request(`/chat-links/${link.id}`, { method: "PATCH", body: { wants_approvals: wants } }),
    onSettled: refresh,
  });
  const end = useMutation({
    mutationFn: () => request(`/chat-links/${link.id}`, { method: "DELETE" }),
    onSettled: refresh,
  });
  const who = isOwn ? "You" : readPerson(link.user_id);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-56 text-sm">
        <p className="truncate font-medium">{who}</p>
        <p className="text-muted text-xs">
          {link.is_linked ? (
            <>
              {link.chat_name}, linked <RelativeTime at={link.linked_at} />
            </>
          ) : (
            <>
              Waits for the code, until <RelativeTime at={link.code_expires_at} />
            </>
          )}
        </p>
      </div>
      {isOwn && link.is_linked ? (
        <Field label="Ask me there" layout="row">
          <Switch
            checked={link.wants_approvals}
            disabled={change.isPending}
            onCheckedChange={wants => change.mutate(wants)}
          />
        </Field>
      ) : null}
      <AlertDialog
        title={isOwn ? "Unlink your chat?" : `Unlink the chat of ${who}?`}
        description="Buttons in that chat decide nothing any more, at once. It can be linked again with a new code."
        actionLabel="Unlink"
        onAction={async () => {
          await end.mutateAsync();
        }}
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Unlink ${who}`}>
            Unlink
          </Button>
        }
      />
    </li>
  );
}
