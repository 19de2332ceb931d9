"use client";
/** One vendor: whether it is connected, as whom, what it is used for, what its last test found, and what can be done about it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, House } from "lucide-react";
import { useWorkspace } from "#components/approvals/use-people.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type Connection, checkConnection, connectionsQuery, disconnect, nameCapabilities } from "./connection-data.ts";
import { findConnectionIcon } from "./connection-icons.ts";

/** Roles that may connect, and those that may test. */
const setsUp = ["admin", "owner"];
const mayTest = ["member", ...setsUp];

export type ConnectionRowProps = { connection: Connection; onConnect: () => void };

/** What the last test found: one made here and now counts before what is kept. */
type Finding = { isHealthy: boolean; message: string; at: string | number | null };

export function ConnectionRow({ connection, onConnect }: ConnectionRowProps) {
  const queries = useQueryClient();
  const check = useMutation({
    mutationFn: () => checkConnection(connection.name),
    onSettled: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const finding = readFinding(connection, check);
  const isOwn = connection.owner === "workspace";
  const role = useWorkspace()?.role;
  // Until the role is known nothing is refused: the server is who decides.
  const whyNoSetUp =
    role === undefined || setsUp.includes(role) ? null : `Only admins connect accounts. Your role is ${role}.`;
  const whyNoTest =
    role === undefined || mayTest.includes(role) ? null : `Viewers see and do not test. Your role is ${role}.`;
  const Icon = findConnectionIcon(connection.capabilities);
  return (
    <li
      className={joinClasses(
        "flex items-start gap-x-4 gap-y-2 px-4 py-3.5",
        connection.is_connected && !connection.is_local && "max-md:flex-col max-md:items-stretch",
      )}
    >
      <span
        aria-hidden
        className="flex size-8 shrink-0 items-center justify-center rounded-md border bg-sunken text-muted max-md:hidden"
      >
        <Icon className="size-4" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-medium text-sm">{connection.title}</span>
          <ConnectionState connection={connection} finding={finding} />
          {connection.owner === "installation" && !connection.is_local ? (
            <Badge tone="outline">Set for all workspaces</Badge>
          ) : null}
        </p>
        {connection.account !== null && !connection.is_local ? (
          <p className="mt-0.5 break-words text-sm" title={connection.account}>
            {connection.account_label ?? connection.account}
          </p>
        ) : null}
        {connection.about !== null && connection.name !== "outbox" ? (
          <p className="mt-0.5 text-muted text-sm">{connection.about}</p>
        ) : null}
        <p className="mt-1 text-muted text-xs">
          {isSaidAlready(connection) ? "" : describeUse(connection)}
          {connection.is_connected && connection.limits !== null ? ` ${connection.limits}` : ""}
        </p>
        {check.isPending ? (
          <p role="status" className="mt-1 text-muted text-xs">
            Asking {connection.title}…
          </p>
        ) : finding !== null ? (
          <p aria-live="polite" className={finding.isHealthy ? "mt-1 text-muted text-xs" : "mt-1 text-danger text-xs"}>
            {finding.message}
            {finding.at === null ? null : (
              <span className="text-faint">
                {" "}
                Tested <RelativeTime at={finding.at} />
              </span>
            )}
          </p>
        ) : null}
        {connection.last_used_at !== null ? (
          <p className="mt-1 text-faint text-xs">
            Last used <RelativeTime at={connection.last_used_at} />
          </p>
        ) : null}
      </div>
      {connection.name === "outbox" ? null : (
        <div className="flex flex-wrap items-center gap-1.5">
          {connection.is_connected ? (
            <Button
              size="sm"
              onClick={() => check.mutate()}
              isBusy={check.isPending}
              disabled={whyNoTest !== null}
              title={whyNoTest ?? undefined}
              aria-label={`Test ${connection.title}`}
            >
              Test
            </Button>
          ) : null}
          {connection.is_local ? null : (
            <Button
              size="sm"
              onClick={onConnect}
              disabled={whyNoSetUp !== null}
              title={whyNoSetUp ?? undefined}
              aria-label={`${nameConnecting(connection)}: ${connection.title}`}
            >
              {nameConnecting(connection)}
            </Button>
          )}
          {isOwn && whyNoSetUp === null ? <DisconnectButton connection={connection} /> : null}
        </div>
      )}
    </li>
  );
}

function ConnectionState({ connection, finding }: { connection: Connection; finding: Finding | null }) {
  if (connection.is_local) {
    return (
      <Badge tone="info">
        <House aria-hidden />
        Always here
      </Badge>
    );
  }
  if (!connection.is_connected) return null;
  if (finding === null) {
    return (
      <Badge>
        <CircleDashed aria-hidden />
        Connected, not tested
      </Badge>
    );
  }
  return finding.isHealthy ? (
    <Badge tone="ok">
      <CircleCheck aria-hidden />
      Works
    </Badge>
  ) : (
    <Badge tone="danger">
      <CircleX aria-hidden />
      Does not work
    </Badge>
  );
}

function DisconnectButton({ connection }: { connection: Connection }) {
  const queries = useQueryClient();
  const { title } = connection;
  const end = useMutation({
    mutationFn: () => disconnect(connection.name),
    onSettled: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <AlertDialog
      title={`Disconnect ${title}?`}
      description={`Its secrets are forgotten here, and nothing more leaves through it. What waits for approval is asked about again, for whatever serves it then. To come back, ${title} has to be connected anew.`}
      actionLabel={`Disconnect ${title}`}
      onAction={async () => {
        await end.mutateAsync();
        showSuccess(`${title} is disconnected`);
      }}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Disconnect ${title}`}>
          Disconnect
        </Button>
      }
    />
  );
}

type Check = { data?: { is_healthy: boolean; message: string }; error: Error | null; submittedAt: number };

function readFinding(connection: Connection, check: Check): Finding | null {
  if (check.error !== null) return { isHealthy: false, message: describeError(check.error), at: check.submittedAt };
  const keptAt = connection.checked_at === null ? 0 : Date.parse(connection.checked_at);
  if (check.data !== undefined && check.submittedAt >= keptAt) {
    return { isHealthy: check.data.is_healthy, message: check.data.message, at: check.submittedAt };
  }
  if (connection.is_healthy === null) return null;
  return { isHealthy: connection.is_healthy, message: connection.check_message ?? "", at: connection.checked_at };
}

function nameConnecting(connection: Connection): string {
  if (connection.owner === "workspace") return "Change";
  return connection.owner === "installation" ? "Use your own" : "Connect";
}

/** What it gives says it all, until there is something to say about whether it is used. */
function isSaidAlready({ about, is_connected, is_local, name }: Connection): boolean {
  return about !== null && name !== "outbox" && (!is_connected || is_local);
}

/** What it is for, and whether it is what is used: the first connected vendor for a purpose is. */
function describeUse({ is_connected, is_local, name, capabilities, serves }: Connection): string {
  if (name === "outbox") {
    if (serves.length === 0) return "Keeps what would be sent while nothing is connected. Not in use now.";
    return `Keeps approved ${nameCapabilities(serves)} for you to see, and sends nothing: no vendor is connected for it.`;
  }
  if (!is_connected) return `For ${nameCapabilities(capabilities)}.`;
  const rest = capabilities.filter(capability => !serves.includes(capability));
  const used = serves.length === 0 ? "" : `${is_local ? "Makes" : "Used for"} ${nameCapabilities(serves)}.`;
  const spare = rest.length === 0 ? "" : `Can also serve ${nameCapabilities(rest)}; another connection comes first.`;
  return [used, spare].filter(part => part !== "").join(" ");
}
