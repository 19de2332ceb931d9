/** What can be delegated for a row: read from the declarations of the tasks, never from a list kept here. */
import type { z } from "zod";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { request } from "#components/shared/request.ts";
import type { Subject, TaskDefinition, taskDefinitionList } from "#lib/operations/task-definition.ts";

export type { TaskDefinition };

/** A row that work can be delegated for. */
export type Delegable = {
  subject: Subject;
  /** How a person knows it: "Ada Lovelace". */
  label: string;
  /** What the row gives, by the names that tasks ask for; null where it has none. */
  fields: Readonly<Record<string, string | null>>;
};

export type Params = Record<string, unknown>;

export function definitionsQuery(subject: Subject) {
  return {
    queryKey: ["agent", { takes: subject }],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<z.output<(typeof taskDefinitionList)["output"]>>("/task-definitions", {
        query: { takes: subject },
        signal,
      }),
  };
}

/** The params of a task that the row fills. A param that holds a list gets a list of the one. */
export function fillParams(definition: Pick<TaskDefinition, "takes" | "params">, row: Delegable): Params {
  const schema = definition.params as JsonSchema;
  return Object.fromEntries(
    Object.entries(definition.takes[row.subject] ?? {}).flatMap(([param, field]) => {
      const value = row.fields[field];
      if (value === undefined || value === null || value === "") return [];
      return [[param, schema.properties?.[param]?.type === "array" ? [value] : value]];
    }),
  );
}

/** Whether a person must still say something before the task can begin. */
export function needsMore(definition: Pick<TaskDefinition, "params">, params: Params): boolean {
  return ((definition.params as JsonSchema).required ?? []).some(name => params[name] === undefined);
}

/** Whether the row gives what the task asks of it; a draft without a video cannot be published, say. */
export function suits(definition: Pick<TaskDefinition, "takes" | "params">, row: Delegable): boolean {
  return Object.keys(fillParams(definition, row)).length > 0;
}

/** The schema of what a person still says: without the ids that the row has filled, which tell nobody anything. */
export function omitIds(schema: JsonSchema, params: Params, row: Delegable | null): JsonSchema {
  if (row === null) return schema;
  const isFilledId = (name: string, field: JsonSchema) => field.format === "uuid" && params[name] !== undefined;
  const kept = Object.entries(schema.properties ?? {}).filter(([name, field]) => !isFilledId(name, field));
  const names = new Set(kept.map(([name]) => name));
  return {
    ...schema,
    properties: Object.fromEntries(kept),
    required: schema.required?.filter(name => names.has(name)),
  };
}

/** Grouped by agent, in the order in which the agents are declared. */
export function groupByAgent(definitions: readonly TaskDefinition[]): [domain: string, tasks: TaskDefinition[]][] {
  return [...Map.groupBy(definitions, definition => definition.domain)];
}
