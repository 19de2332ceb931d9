/** Owns how operations read as tools for models: a verb_noun name, what it does, and the JSON schema of its input. */
import { z } from "zod";
import type { AnyOperation } from "../define.ts";
import { compileInput, type InputReader } from "./input-reader.ts";

export type Tool = {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: "object"; [key: string]: unknown };
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
};

export type ToolEntry = { tool: Tool; operation: AnyOperation; reader: InputReader };

/** Verbs after which something is gone or stopped, or leaves the house. */
const destructiveVerbs = new Set([
  "cancel",
  "delete",
  "remove",
  "revoke",
  "reject",
  "approve",
  "pause",
  "archive",
  "clear",
  "recall",
]);

/** The tools of a list of operations, by name; those marked `isTool: false` are left out. Throws when two share a name. */
export function listTools(operations: readonly AnyOperation[]): Map<string, ToolEntry> {
  const tools = new Map<string, ToolEntry>();
  for (const operation of operations) {
    if (operation.isTool === false) continue;
    const name = nameTool(operation.name);
    if (tools.has(name)) throw new Error(`two operations become the tool ${name}`);
    tools.set(name, { tool: describeTool(name, operation), operation, reader: compileInput(operation, []) });
  }
  return tools;
}

/** `task.dispatch` → `dispatch_task`, `task.list` → `list_tasks`. */
export function nameTool(operationName: string): string {
  const [noun = "", verb = ""] = operationName.split(".");
  const subject = verb === "list" || verb.endsWith("-many") ? pluralise(noun) : noun;
  return `${verb}_${subject}`.replaceAll("-", "_");
}

/** The plural of a noun of the product's. */
export function pluralise(noun: string): string {
  if (noun.endsWith("s")) return noun;
  return noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function describeTool(name: string, operation: AnyOperation): Tool {
  const schema = z.toJSONSchema(operation.input as z.ZodObject, { io: "input", unrepresentable: "any" });
  const { $schema: _dialect, ...inputSchema } = schema;
  const verb = operation.name.split(".")[1] ?? "";
  const isQuery = operation.kind === "query";
  return {
    name,
    title: operation.title,
    description: operation.summary,
    inputSchema: { ...inputSchema, type: "object", additionalProperties: inputSchema.additionalProperties ?? false },
    annotations: {
      title: operation.title,
      readOnlyHint: isQuery,
      destructiveHint: !isQuery && (operation.method === "DELETE" || destructiveVerbs.has(verb)),
      idempotentHint: isQuery,
      openWorldHint: false,
    },
  };
}
