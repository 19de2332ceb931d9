"use client";
/** What the inbox shows: what waits or what was decided, whose, and in which order. */
import { allValue, useAgentOptions } from "#components/tasks/use-agents.ts";
import { Field } from "#components/ui/field.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";

export type InboxFilter = {
  tab: "waiting" | "decided";
  order: "attention" | "expiry" | "value" | "newest";
  status: "approved" | "rejected" | "expired" | "done" | "superseded";
  agent: string | null;
  snoozed: boolean;
};

const orders = [
  { value: "attention" as const, label: "Needs you most" },
  { value: "expiry" as const, label: "Expires first" },
  { value: "value" as const, label: "Most at risk" },
  { value: "newest" as const, label: "Newest" },
];
const statuses = [
  { value: "approved" as const, label: "Approved" },
  { value: "rejected" as const, label: "Rejected" },
  { value: "expired" as const, label: "Expired" },
  { value: "done" as const, label: "Marked done" },
  { value: "superseded" as const, label: "Replaced" },
];

export function InboxFilters({
  filter,
  onChange,
}: {
  filter: InboxFilter;
  onChange: (change: Partial<InboxFilter>) => void;
}) {
  const agents = useAgentOptions(filter.agent);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SegmentedControl
        label="Which proposals"
        value={filter.tab}
        onValueChange={tab => onChange({ tab })}
        options={[
          { value: "waiting", label: "Waiting" },
          { value: "decided", label: "Decided" },
        ]}
      />
      <Select
        aria-label="Agent"
        size="sm"
        className="w-36"
        options={agents}
        value={filter.agent ?? allValue}
        onValueChange={agent => onChange({ agent: agent === allValue ? null : agent })}
      />
      {filter.tab === "waiting" ? (
        <>
          <Select
            aria-label="Order"
            size="sm"
            className="w-36"
            options={orders}
            value={filter.order}
            onValueChange={order => onChange({ order })}
          />
          <Field label="Show snoozed" layout="row">
            <Switch checked={filter.snoozed} onCheckedChange={snoozed => onChange({ snoozed })} />
          </Field>
        </>
      ) : (
        <Select
          aria-label="Decision"
          size="sm"
          className="w-36"
          options={statuses}
          value={filter.status}
          onValueChange={status => onChange({ status })}
        />
      )}
    </div>
  );
}
