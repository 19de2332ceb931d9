"use client";
/** An agent's own settings, as a form made from their schema. */
import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { request } from "#components/shared/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type AgentDetail, type AgentSummary, agentsQuery } from "./agent-data.ts";

const SchemaForm = dynamic(() => import("#components/shared/schema-form.tsx").then(module => module.SchemaForm), {
  loading: () => <Skeleton className="h-24 w-full" />,
});

export function SettingsCard({ agent }: { agent: AgentDetail }) {
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const schema = agent.settings_schema as JsonSchema;
  const count = Object.keys(schema.properties ?? {}).length;

  async function save(settings: Record<string, unknown>) {
    await request<AgentSummary>(`/agents/${agent.domain}`, { method: "PATCH", body: { settings } });
    void queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
    showSuccess("Settings saved", { description: `${agent.name} follows them from its next task on.` });
    setIsOpen(false);
  }

  return (
    <Card aria-label="Settings">
      <CardHeader
        title="Settings"
        description={count === 0 ? "This agent has none." : `${count} ${count === 1 ? "setting" : "settings"}`}
        actions={
          count === 0 || isOpen ? null : (
            <Button size="sm" onClick={() => setIsOpen(true)}>
              Change
            </Button>
          )
        }
      />
      {count === 0 ? null : (
        <CardBody>
          {isOpen ? (
            <SchemaForm
              schema={schema}
              initialValue={agent.settings}
              pathPrefix="settings"
              submitLabel="Save settings"
              onSubmit={save}
              actions={<Button onClick={() => setIsOpen(false)}>Cancel</Button>}
            />
          ) : (
            <SettingsList schema={schema} settings={agent.settings} />
          )}
        </CardBody>
      )}
    </Card>
  );
}

function SettingsList({ schema, settings }: { schema: JsonSchema; settings: Record<string, unknown> }) {
  return (
    <dl className="flex flex-col gap-2.5">
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <div key={name}>
          <dt className="text-muted text-xs">{field.description ?? name.replaceAll("_", " ")}</dt>
          <dd className="break-words text-sm">{writeSetting(settings[name] ?? field.default)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What an entry with fields of its own is called: what its first field says. */
function nameEntry(entry: unknown): string {
  return String(typeof entry === "object" && entry !== null ? (Object.values(entry)[0] ?? "") : entry);
}

function writeSetting(value: unknown): string {
  if (value === undefined || value === null || value === "") return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString("en");
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    return value.every(one => typeof one !== "object") ? value.join(", ") : value.map(nameEntry).join(", ");
  }
  return JSON.stringify(value);
}
