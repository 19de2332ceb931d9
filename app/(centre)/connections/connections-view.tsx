"use client";
/** The vendors through which the product acts and reads: which are connected, whether they work, and how to connect one. */
import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { type Connection, connectionsQuery } from "#components/connections/connection-data.ts";
import { ConnectionRow } from "#components/connections/connection-row.tsx";
import { ConnectionsSkeleton } from "#components/connections/connections-skeleton.tsx";
import { ReadOnlyNote } from "#components/settings/read-only-note.tsx";
import { useRole } from "#components/settings/use-role.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

const ConnectDialog = dynamic(
  () => import("#components/connections/connect-dialog.tsx").then(module => module.ConnectDialog),
  { ssr: false },
);

export function ConnectionsView() {
  const { data, error, refetch, isFetching } = useQuery(connectionsQuery);
  const { whyNot } = useRole();
  const [chosen, setChosen] = useQueryState("connect", parseAsString);
  const all = data?.data ?? [];
  const connected = all.filter(connection => connection.is_connected && !connection.is_local);
  const others = all.filter(connection => !connection.is_connected);
  const local = all.filter(connection => connection.is_local);
  const opened = all.find(({ name, is_local }) => name === chosen && !is_local);
  const list = (connections: readonly Connection[]) => (
    <ul className="divide-y divide-line">
      {connections.map(connection => (
        <ConnectionRow
          key={connection.name}
          connection={connection}
          onConnect={() => void setChosen(connection.name, { history: "push" })}
        />
      ))}
    </ul>
  );
  return (
    <>
      <PageHeader
        title="Connections"
        description="The accounts through which your agents act and read. None is needed to work here."
      />
      {!data && error ? (
        <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <ConnectionsSkeleton />
      ) : (
        <div className="flex max-w-4xl flex-col gap-5">
          <ReadOnlyNote why={whyNot?.replace("change this", "connect accounts") ?? null} />
          <Group title="Connected">
            {connected.length > 0 ? (
              list(connected)
            ) : (
              <EmptyState title="Nothing is connected yet" icon={Plug} className="py-8">
                Agents work all the same. What you approve is kept for you to see until a vendor below is connected.
              </EmptyState>
            )}
          </Group>
          {others.length > 0 ? <Group title="Can be connected">{list(others)}</Group> : null}
          {local.length > 0 ? <Group title="In the house">{list(local)}</Group> : null}
        </div>
      )}
      {opened ? <ConnectDialog key={opened.name} connection={opened} onClose={() => void setChosen(null)} /> : null}
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card aria-label={title}>
      <CardHeader title={title} />
      {children}
    </Card>
  );
}
