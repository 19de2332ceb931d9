"use client";
/** The rules of a source in the order in which they are asked, in words. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type Rule, rulesQuery, type Source } from "./webhook-data.ts";

const RuleDialog = dynamic(() => import("./rule-dialog.tsx").then(module => module.RuleDialog), { ssr: false });

export function RulesList({ source, isMember }: { source: Source; isMember: boolean }) {
  const query = useQuery(rulesQuery(source.id));
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const rules = query.data?.data ?? [];
  return (
    <section aria-label={`Rules of ${source.name}`} className="border-t">
      <div className="flex min-h-11 items-center gap-3 px-4 py-2">
        <h3 className="min-w-0 flex-1 font-medium text-sm">Rules</h3>
        {isMember ? (
          <Button size="sm" onClick={() => setEdited("new")}>
            <Plus aria-hidden />
            Add a rule
          </Button>
        ) : null}
      </div>
      {!query.data && query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      ) : null}
      {!query.data && !query.error ? <SkeletonRows count={2} label="Loading rules" /> : null}
      {query.data && rules.length === 0 ? (
        <p className="px-4 pb-4 text-muted text-sm">
          {source.kind === "standard"
            ? "No rule yet: what comes in is kept in the log and leads to nothing."
            : "No rule of your own. What is known of this kind is noted by itself."}
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {rules.map(rule => (
          <li key={rule.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <div className="min-w-0 flex-1 basis-56">
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <span className="font-medium">{rule.name}</span>
                {rule.is_enabled ? null : <Badge>Off</Badge>}
              </p>
              <p className="text-muted text-xs">{describeRule(rule)}</p>
            </div>
            {isMember ? (
              <div className="flex gap-1">
                <Button size="sm" variant="ghost" onClick={() => setEdited(rule)} aria-label={`Edit ${rule.name}`}>
                  Edit
                </Button>
                <DeleteRule rule={rule} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {edited === null ? null : (
        <RuleDialog
          source={source}
          rule={edited === "new" ? null : edited}
          position={rules.length}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  );
}

/** "When lead.created with 1 condition: note the contact, then run prospect.score". */
function describeRule({ event_type, conditions, contact_fields, task }: Rule): string {
  const when = event_type === null ? "Every event" : `When ${event_type}`;
  const count = conditions.length;
  const narrowed = count === 0 ? "" : ` with ${count} ${count === 1 ? "condition" : "conditions"}`;
  const steps = [...(contact_fields === null ? [] : ["note the contact"]), ...(task === null ? [] : [`run ${task}`])];
  return `${when}${narrowed}: ${steps.join(", then ")}`;
}

function DeleteRule({ rule }: { rule: Rule }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request(`/webhook-rules/${rule.id}`, { method: "DELETE" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhook"] }),
  });
  return (
    <AlertDialog
      title={`Delete “${rule.name}”?`}
      description="Events that come in from now on no longer lead to this. What it has led to stays."
      actionLabel="Delete the rule"
      onAction={async () => {
        await remove.mutateAsync();
        showSuccess(`“${rule.name}” is deleted`);
      }}
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Delete ${rule.name}`}>
          Delete
        </Button>
      }
    />
  );
}
