/** The workspace's connections, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { connectionsQuery } from "#components/connections/connection-data.ts";
import { workspaceQuery } from "#components/settings/settings-data.ts";
import { connectorList } from "#lib/operations/connector.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../prefetched.tsx";
import { ConnectionsView } from "./connections-view.tsx";

export const metadata: Metadata = { title: "Connections" };

export default function ConnectionsPage() {
  return (
    <Prefetched
      reads={[
        { key: connectionsQuery.queryKey, read: () => perform(connectorList, {}) },
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
      ]}
    >
      <ConnectionsView />
    </Prefetched>
  );
}
