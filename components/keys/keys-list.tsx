"use client";
/** The keys as rows: how each begins, what it may do, when it was last used, and how it ends. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { usePeople } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type ApiKey, explainScope } from "./key-data.ts";

export function KeysList({ keys }: { keys: readonly ApiKey[] }) {
  const readPerson = usePeople();
  return (
    <ul className="divide-y divide-line">
      {keys.map(key => (
        <li key={key.id} className="flex items-start gap-4 px-4 py-3">
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <span className="font-medium text-sm">{key.name}</span>
              <code className="font-mono text-muted text-xs">{key.prefix}_…</code>
              <KeyState apiKey={key} />
            </p>
            <p className="mt-1 text-muted text-xs">
              Made <RelativeTime at={key.created_at} /> by {readPerson(key.created_by)}, last used{" "}
              <RelativeTime at={key.last_used_at} fallback="never" />
            </p>
            <details className="mt-1 text-xs">
              <summary className="w-fit rounded-xs text-muted hover:text-text max-md:min-h-11 max-md:content-center">
                {key.scopes.length.toLocaleString("en")} {key.scopes.length === 1 ? "scope" : "scopes"}
              </summary>
              <ul className="mt-1 grid gap-x-6 gap-y-0.5 text-muted md:grid-cols-2">
                {key.scopes.map(scope => (
                  <li key={scope}>
                    <code className="font-mono text-text">{scope}</code> {explainScope(scope)}
                  </li>
                ))}
              </ul>
            </details>
          </div>
          {key.revoked_at === null ? <RevokeButton apiKey={key} /> : null}
        </li>
      ))}
    </ul>
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
