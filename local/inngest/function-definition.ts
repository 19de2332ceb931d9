/** Owns reading one function's registered configuration; refuses, by name, everything this engine does not do. */
import { Cron } from "croner";
import { parseDuration } from "./duration.ts";
import { assertExpression } from "./expressions.ts";
import { type FlowControl, flowControlNames, readFlowControl } from "./flow-control/settings.ts";
import type { JsonObject } from "./rows.ts";

export interface ConcurrencyLimit {
  limit: number;
  key?: string;
  scope: "fn" | "env" | "account";
}

export interface CancelRule {
  event: string;
  if?: string;
  timeoutMs?: number;
}

export interface CronTrigger {
  /** As registered, such as `TZ=Europe/Paris 0 9 * * 1`. */
  schedule: string;
  timezone?: string;
  pattern: string;
  /** Each start is put off by a part of this. */
  jitterMs: number;
}

export interface FunctionDefinition {
  id: string;
  appId: string;
  query: string;
  eventTriggers: { event: string; expression?: string }[];
  crons: CronTrigger[];
  maxAttempts: number;
  concurrency: ConcurrencyLimit[];
  priority?: string;
  idempotency?: string;
  cancel: CancelRule[];
  /** What limits its starts; absent for most functions. */
  flow?: FlowControl;
  /** The execution version the SDK last answered with; −1 until then. */
  version: number;
}

const known = new Set<string>([
  ...["id", "name", "triggers", "steps", "idempotency", "concurrency", "priority", "cancel"],
  ...flowControlNames,
]);

/** Reads a configuration as the SDK registers it; throws an error that names the function and the setting. */
export function readFunctionDefinition(appId: string, config: JsonObject): FunctionDefinition {
  const id = config.id;
  if (typeof id !== "string" || id === "") throw new Error("a function without an id cannot be registered");
  const refuse = (what: string): never => {
    throw new Error(`function "${id}": ${what}`);
  };
  for (const name of Object.keys(config)) {
    if (config[name] != null && !known.has(name)) refuse(`\`${name}\` is not known to the embedded engine`);
  }
  const { url, attempts } = readStep(config, refuse);
  const definition: FunctionDefinition = {
    id,
    appId,
    query: url.search,
    eventTriggers: [],
    crons: [],
    maxAttempts: attempts + 1,
    concurrency: readConcurrency(config.concurrency, id, refuse),
    cancel: readCancel(config.cancel, id, refuse),
    version: -1,
  };
  const flow = readFlowControl(config, id, refuse);
  if (flow) definition.flow = flow;
  for (const trigger of readList(config.triggers)) readTrigger(trigger, definition, refuse);
  if (typeof config.idempotency === "string") {
    assertExpression(config.idempotency, `function "${id}": \`idempotency\``);
    definition.idempotency = config.idempotency;
  }
  const priority = (config.priority as JsonObject | undefined)?.run;
  if (typeof priority === "string") {
    assertExpression(priority, `function "${id}": \`priority.run\``);
    definition.priority = priority;
  }
  return definition;
}

type Refuse = (what: string) => never;

/** What hosted Inngest does for a function that sets no `retries`: five attempts in all. */
const defaultRetries = 4;

function readStep(config: JsonObject, refuse: Refuse): { url: URL; attempts: number } {
  const step = Object.values((config.steps ?? {}) as Record<string, JsonObject>)[0];
  const runtime = step?.runtime as JsonObject | undefined;
  if (runtime?.type !== "http" || typeof runtime.url !== "string") {
    return refuse("`steps.runtime` must be http; connections (`connect`) are not supported by the embedded engine");
  }
  const attempts = (step?.retries as JsonObject | undefined)?.attempts;
  return { url: new URL(runtime.url), attempts: typeof attempts === "number" ? attempts : defaultRetries };
}

function readTrigger(trigger: JsonObject, definition: FunctionDefinition, refuse: Refuse): void {
  if (typeof trigger.cron === "string") {
    const [, timezone, pattern] = /^(?:TZ=(\S+)\s+)?(.+)$/.exec(trigger.cron) ?? [];
    try {
      new Cron(pattern ?? "", { ...(timezone ? { timezone } : {}), paused: true, mode: "5-part" }).nextRun();
    } catch (error) {
      refuse(`\`cron\` "${trigger.cron}" cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (definition.crons.some(({ schedule }) => schedule === trigger.cron))
      refuse(`\`cron\` "${trigger.cron}" is given twice`);
    const jitterMs = readJitter(trigger.jitter, refuse);
    definition.crons.push({
      schedule: trigger.cron,
      pattern: pattern ?? "",
      jitterMs,
      ...(timezone ? { timezone } : {}),
    });
    return;
  }
  if (typeof trigger.event !== "string") {
    refuse("a trigger needs `event` or `cron`");
    return;
  }
  const expression = typeof trigger.expression === "string" ? trigger.expression : undefined;
  if (expression) assertExpression(expression, `function "${definition.id}": the trigger's \`if\``);
  definition.eventTriggers.push({ event: trigger.event, ...(expression ? { expression } : {}) });
}

function readJitter(given: unknown, refuse: Refuse): number {
  if (given == null || given === "") return 0;
  const jitterMs = typeof given === "string" ? parseDuration(given) : undefined;
  if (jitterMs === undefined || (jitterMs > 0 && (jitterMs < 1000 || jitterMs > 300_000)))
    return refuse(`\`jitter\` "${String(given)}" of a cron trigger must be a duration from 1s to 5m`);
  return jitterMs;
}

function readConcurrency(given: unknown, id: string, refuse: Refuse): ConcurrencyLimit[] {
  if (given == null) return [];
  const entries = Array.isArray(given) ? given : [typeof given === "number" ? { limit: given } : given];
  if (entries.length > 2) refuse("`concurrency` takes at most two limits");
  return entries.map((entry: JsonObject) => {
    const limit = Number(entry.limit);
    if (!Number.isInteger(limit) || limit < 0) refuse("`concurrency.limit` must be a whole number");
    const scope = entry.scope === "env" || entry.scope === "account" ? entry.scope : "fn";
    if (scope !== "fn" && typeof entry.key !== "string")
      refuse(`\`concurrency\` with the scope "${scope}" needs a \`key\``);
    if (typeof entry.key !== "string") return { limit: limit === 0 ? Number.POSITIVE_INFINITY : limit, scope };
    assertExpression(entry.key, `function "${id}": \`concurrency.key\``);
    return { limit: limit === 0 ? Number.POSITIVE_INFINITY : limit, key: entry.key, scope };
  });
}

function readCancel(given: unknown, id: string, refuse: Refuse): CancelRule[] {
  return readList(given).map(entry => {
    if (typeof entry.event !== "string") return refuse("`cancelOn` needs an event");
    const rule: CancelRule = { event: entry.event };
    if (typeof entry.if === "string") {
      assertExpression(entry.if, `function "${id}": \`cancelOn.if\``);
      rule.if = entry.if;
    }
    if (typeof entry.timeout === "string") {
      const timeoutMs = parseDuration(entry.timeout);
      if (timeoutMs === undefined) refuse(`\`cancelOn.timeout\` "${entry.timeout}" is not a duration`);
      rule.timeoutMs = timeoutMs;
    }
    return rule;
  });
}

function readList(given: unknown): JsonObject[] {
  return Array.isArray(given) ? (given as JsonObject[]) : [];
}
