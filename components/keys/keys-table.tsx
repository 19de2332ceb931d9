"use client";
/** The keys as rows: how each begins, what it may do, when it was last used, and how it ends. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { usePeople } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type ApiKey, explainScope } from "./key-data.ts";

export function KeysTable({ keys }: { keys: readonly ApiKey[] }) {
  const readPerson = usePeople();
  return (
    <Table label="API keys">
      <TableHead>
        <tr>
          <TableHeaderCell>Name</TableHeaderCell>
          <TableHeaderCell>Key</TableHeaderCell>
          <TableHeaderCell>Scopes</TableHeaderCell>
          <TableHeaderCell>Made</TableHeaderCell>
          <TableHeaderCell>Last used</TableHeaderCell>
          <TableHeaderCell>State</TableHeaderCell>
          <TableHeaderCell>
            <span className="sr-only">Actions</span>
          </TableHeaderCell>
        </tr>
      </TableHead>
      <TableBody>
        {keys.map(key => (
          <TableRow key={key.id}>
            <TableCell className="min-w-32 font-medium">{key.name}</TableCell>
            <TableCell>
              <code className="whitespace-nowrap font-mono text-muted text-xs">{key.prefix}_…</code>
            </TableCell>
            <TableCell className="min-w-40">
              <span
                className="line-clamp-2 text-muted text-xs"
                title={key.scopes.map(scope => `${scope}: ${explainScope(scope)}`).join("\n")}
              >
                {key.scopes.join(", ")}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted text-xs">
              <RelativeTime at={key.created_at} /> by {readPerson(key.created_by).split("@")[0]}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted text-xs">
              <RelativeTime at={key.last_used_at} fallback="never" />
            </TableCell>
            <TableCell>
              <KeyState apiKey={key} />
            </TableCell>
            <TableCell className="text-right">
              {key.revoked_at === null ? <RevokeButton apiKey={key} /> : null}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function KeyState({ apiKey }: { apiKey: ApiKey }) {
  if (apiKey.revoked_at !== null) {
    return (
      <span className="whitespace-nowrap text-muted text-xs">
        <Badge>Revoked</Badge> <RelativeTime at={apiKey.revoked_at} />
      </span>
    );
  }
  if (apiKey.expires_at === null) return <Badge tone="ok">Active</Badge>;
  if (Date.parse(apiKey.expires_at) <= Date.now()) return <Badge tone="warn">Expired</Badge>;
  return (
    <span className="whitespace-nowrap text-muted text-xs">
      <Badge tone="ok">Active</Badge> ends <RelativeTime at={apiKey.expires_at} />
    </span>
  );
}

function RevokeButton({ apiKey }: { apiKey: ApiKey }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => request<ApiKey>(`/keys/${apiKey.id}/revoke`, { method: "POST", body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["key"] }),
  });
  return (
    <AlertDialog
      title={`Revoke “${apiKey.name}”?`}
      description="Whatever uses this key stops working at once. This cannot be undone; a new key can be made any time."
      actionLabel="Revoke the key"
      onAction={async () => {
        await revoke.mutateAsync();
        showSuccess(`“${apiKey.name}” is revoked`);
      }}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Revoke ${apiKey.name}`}>
          Revoke
        </Button>
      }
    />
  );
}
