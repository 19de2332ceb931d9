"use client";
/** Planned messages: what waits, the soonest due first; or what became of the others, the latest first. */
import { Mail } from "lucide-react";
import dynamic from "next/dynamic";
import { delegateMessage } from "#components/delegate/delegables.ts";
import { queueStates } from "#components/library/library-data.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { queueWords, stageWords } from "#components/library/queue-words.ts";
import { RunButton } from "#components/library/run-button.tsx";
import { useLibrary } from "#components/library/use-library.ts";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { QueuedMessage } from "#lib/operations/shapes/outreach-queue.ts";

const QueuePanel = dynamic(() => import("#components/library/queue-panel.tsx").then(module => module.QueuePanel), {
  ssr: false,
});

const build = <RunButton task="outreach.build-queue" label="Plan messages" said="Planning messages" />;

const columns: readonly Column<QueuedMessage>[] = [
  { header: "To", cell: message => message.contact_name },
  { header: "Stage", cell: message => stageWords[message.stage], width: "w-32", isWideOnly: true },
  {
    header: "Why",
    cell: message => message.reason,
    width: "w-[36%]",
    isWideOnly: true,
  },
  {
    header: "Status",
    cell: message => <Badge tone={queueWords[message.status].tone}>{queueWords[message.status].word}</Badge>,
    width: "w-40",
  },
  {
    header: "Due",
    cell: message => <RelativeTime at={message.due_at} className="text-xs" />,
    isNumeric: true,
    width: "w-24",
  },
];

export function QueueView() {
  const state = useLibrary("queue");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        states={{
          label: "Status of the messages",
          any: "What waits",
          options: queueStates.map(value => ({
            value,
            label: value === "ended" ? "What no longer waits" : queueWords[value].word,
          })),
        }}
        actions={build}
      />
      <LibraryList
        state={state}
        nouns={["planned message", "planned messages"]}
        columns={columns}
        idOf={message => message.id}
        delegable={delegateMessage}
        empty={
          <EmptyState title="Nobody is waiting to be written to" icon={Mail} action={build}>
            The outreach agent plans one message at a time for each person who is due, at the best hour of their own
            day. What was sent or stopped is under “What no longer waits”.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <QueuePanel id={state.openId} onClose={state.close} />}
    </>
  );
}
