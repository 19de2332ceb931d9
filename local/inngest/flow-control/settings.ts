/** Owns reading what limits the starts of a function; refuses values and combinations that hosted Inngest refuses, by name. */
import { parseDuration } from "../duration.ts";
import { assertExpression } from "../expressions.ts";
import type { JsonObject } from "../rows.ts";
import type { Rate } from "./cell-rate.ts";

export interface KeyedRate extends Rate {
  key?: string;
}

export interface DebounceSetting {
  periodMs: number;
  timeoutMs?: number;
  key?: string;
}

export interface BatchSetting {
  maxSize: number;
  timeoutMs: number;
  key?: string;
  if?: string;
}

export interface FlowControl {
  /** Starts beyond it are dropped. */
  rateLimit?: KeyedRate;
  /** Starts beyond it wait. */
  throttle?: KeyedRate;
  debounce?: DebounceSetting;
  batch?: BatchSetting;
  singleton?: { mode: "skip" | "cancel"; key?: string };
  timeouts?: { startMs?: number; finishMs?: number };
}

/** The settings of a configuration that this module reads. */
export const flowControlNames = ["rateLimit", "throttle", "debounce", "batchEvents", "singleton", "timeouts"] as const;

const second = 1000;
const day = 86_400_000;

interface Reader {
  functionId: string;
  refuse: (what: string) => never;
}

/** Reads the settings as the SDK registers them; undefined when there is none, so that such functions pay nothing. */
export function readFlowControl(
  config: JsonObject,
  functionId: string,
  refuse: (what: string) => never,
): FlowControl | undefined {
  const reader = { functionId, refuse };
  refuseCombinations(config, refuse);
  const flow: FlowControl = {};
  if (isObject(config.rateLimit)) flow.rateLimit = readRateLimit(reader, config.rateLimit);
  if (isObject(config.throttle)) flow.throttle = readThrottle(reader, config.throttle);
  if (isObject(config.debounce)) flow.debounce = readDebounce(reader, config.debounce);
  if (isObject(config.batchEvents)) flow.batch = readBatch(reader, config.batchEvents);
  if (isObject(config.singleton)) flow.singleton = readSingleton(reader, config.singleton);
  if (isObject(config.timeouts)) flow.timeouts = readTimeouts(reader, config.timeouts);
  return Object.keys(flow).length === 0 ? undefined : flow;
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object";
}

function refuseCombinations(config: JsonObject, refuse: (what: string) => never): void {
  if (config.batchEvents == null) return;
  for (const name of ["debounce", "singleton", "priority"] as const)
    if (config[name] != null) refuse(`\`batchEvents\` and \`${name}\` exclude each other; remove one of them`);
  if (Array.isArray(config.cancel) && config.cancel.length > 0)
    refuse("`batchEvents` and `cancelOn` exclude each other; remove one of them");
}

function readRateLimit(reader: Reader, given: JsonObject): KeyedRate {
  const limit = readCount(reader, "rateLimit.limit", given.limit, 1);
  const periodMs = readSpan(reader, "rateLimit.period", given.period, second, day);
  // Hosted Inngest lets a tenth of the limit come at once.
  return { limit, periodMs, burst: Math.floor(limit / 10), ...readKey(reader, "rateLimit.key", given.key) };
}

function readThrottle(reader: Reader, given: JsonObject): KeyedRate {
  return {
    limit: Math.max(1, readCount(reader, "throttle.limit", given.limit, 0)),
    periodMs: readSpan(reader, "throttle.period", given.period, second, 7 * day),
    burst: given.burst == null ? 0 : readCount(reader, "throttle.burst", given.burst, 0),
    ...readKey(reader, "throttle.key", given.key),
  };
}

function readDebounce(reader: Reader, given: JsonObject): DebounceSetting {
  const setting: DebounceSetting = {
    periodMs: readSpan(reader, "debounce.period", given.period, second, 7 * day),
    ...readKey(reader, "debounce.key", given.key),
  };
  if (given.timeout != null && given.timeout !== "")
    setting.timeoutMs = readSpan(reader, "debounce.timeout", given.timeout, second, Number.POSITIVE_INFINITY);
  return setting;
}

function readBatch(reader: Reader, given: JsonObject): BatchSetting {
  return {
    maxSize: readCount(reader, "batchEvents.maxSize", given.maxSize, 2),
    timeoutMs: readSpan(reader, "batchEvents.timeout", given.timeout, second, Number.POSITIVE_INFINITY),
    ...readKey(reader, "batchEvents.key", given.key),
    ...readExpression(reader, "if", "batchEvents.if", given.if),
  };
}

function readSingleton(reader: Reader, given: JsonObject): NonNullable<FlowControl["singleton"]> {
  if (given.mode !== "skip" && given.mode !== "cancel")
    return reader.refuse('`singleton.mode` must be "skip" or "cancel"');
  return { mode: given.mode, ...readKey(reader, "singleton.key", given.key) };
}

function readTimeouts(reader: Reader, given: JsonObject): NonNullable<FlowControl["timeouts"]> {
  const timeouts: NonNullable<FlowControl["timeouts"]> = {};
  const read = (name: "start" | "finish") =>
    readSpan(reader, `timeouts.${name}`, given[name], 1, Number.POSITIVE_INFINITY);
  if (given.start != null && given.start !== "") timeouts.startMs = read("start");
  if (given.finish != null && given.finish !== "") timeouts.finishMs = read("finish");
  return timeouts;
}

function readCount({ refuse }: Reader, name: string, given: unknown, least: number): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < least) refuse(`\`${name}\` must be a whole number of at least ${least}`);
  return value;
}

function readSpan({ refuse }: Reader, name: string, given: unknown, leastMs: number, mostMs: number): number {
  const spanMs = typeof given === "string" && given !== "" ? parseDuration(given) : undefined;
  if (spanMs === undefined) return refuse(`\`${name}\` "${String(given)}" is not a duration such as "10s"`);
  if (spanMs < leastMs) refuse(`\`${name}\` must be at least ${leastMs} ms`);
  if (spanMs > mostMs) refuse(`\`${name}\` must be at most ${mostMs / day} days`);
  return spanMs;
}

function readKey(reader: Reader, name: string, given: unknown): { key?: string } {
  return readExpression(reader, "key", name, given);
}

function readExpression<Field extends "key" | "if">(
  { functionId }: Reader,
  field: Field,
  name: string,
  given: unknown,
): { [field in Field]?: string } {
  if (typeof given !== "string" || given === "") return {};
  assertExpression(given, `function "${functionId}": \`${name}\``);
  return { [field]: given } as { [field in Field]?: string };
}
