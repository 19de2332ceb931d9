/** Owns the proof of what registration reads of the limits on starts, and of every value and combination it refuses by name. */
import { expect, test } from "vitest";
import { readFunctionDefinition } from "../function-definition.ts";

function read(settings: Record<string, unknown>) {
  const runtime = { type: "http", url: "http://127.0.0.1/api/inngest?fnId=app-odd&stepId=step" };
  return readFunctionDefinition("app", {
    id: "app-odd",
    name: "odd",
    triggers: [],
    steps: { step: { runtime } },
    ...settings,
  });
}

test("a function without limits has no flow control at all", () => {
  expect(read({}).flow).toBeUndefined();
  expect(read({ rateLimit: null, timeouts: undefined }).flow).toBeUndefined();
});

test("settings are read as hosted Inngest understands them", () => {
  const key = "event.data.key";
  expect(read({ rateLimit: { limit: 25, period: "1m", key } }).flow?.rateLimit).toEqual({
    ...{ limit: 25, periodMs: 60_000, burst: 2, key },
  });
  expect(read({ throttle: { limit: 0, period: "10s" } }).flow?.throttle).toEqual({
    limit: 1,
    periodMs: 10_000,
    burst: 0,
  });
  expect(read({ debounce: { period: "7d", timeout: "14d", key: "" } }).flow?.debounce).toEqual({
    ...{ periodMs: 604_800_000, timeoutMs: 1_209_600_000 },
  });
  expect(read({ batchEvents: { maxSize: 100, timeout: "60s", if: "event.data.n > 1" } }).flow?.batch).toEqual({
    ...{ maxSize: 100, timeoutMs: 60_000, if: "event.data.n > 1" },
  });
  expect(read({ singleton: { mode: "cancel", key } }).flow?.singleton).toEqual({ mode: "cancel", key });
  expect(read({ timeouts: { start: "10s", finish: "1h30m" } }).flow?.timeouts).toEqual({
    ...{ startMs: 10_000, finishMs: 5_400_000 },
  });
});

test.each<[string, Record<string, unknown>]>([
  ["`rateLimit.limit` must be a whole number of at least 1", { rateLimit: { limit: 0, period: "1s" } }],
  ['`rateLimit.period` "undefined" is not a duration', { rateLimit: { limit: 1 } }],
  ["`rateLimit.period` must be at most 1 days", { rateLimit: { limit: 1, period: "25h" } }],
  ["`rateLimit.key`", { rateLimit: { limit: 1, period: "1s", key: "event.data." } }],
  ["`throttle.limit` must be a whole number", { throttle: { limit: 1.5, period: "1s" } }],
  ["`throttle.period` must be at least 1000 ms", { throttle: { limit: 1, period: "10ms" } }],
  ["`throttle.burst`", { throttle: { limit: 1, period: "1s", burst: -1 } }],
  ["`debounce.period` must be at most 7 days", { debounce: { period: "8d" } }],
  ['`debounce.timeout` "late"', { debounce: { period: "1s", timeout: "late" } }],
  ["`batchEvents.maxSize` must be a whole number of at least 2", { batchEvents: { maxSize: 1, timeout: "1s" } }],
  ["`batchEvents.timeout` must be at least 1000 ms", { batchEvents: { maxSize: 2, timeout: "1ms" } }],
  ["`batchEvents.if`", { batchEvents: { maxSize: 2, timeout: "1s", if: "==" } }],
  ["`singleton.mode` must be", { singleton: {} }],
  ['`timeouts.start` "soon"', { timeouts: { start: "soon" } }],
  ["needs a `key`", { concurrency: { limit: 1, scope: "env" } }],
  ["at most two limits", { concurrency: [{ limit: 1 }, { limit: 2 }, { limit: 3 }] }],
  ["is given twice", { triggers: [{ cron: "0 0 * * *" }, { cron: "0 0 * * *", jitter: "5s" }] }],
  ["must be a duration from 1s to 5m", { triggers: [{ cron: "0 0 * * *", jitter: "10ms" }] }],
  ["`shout` is not known", { shout: true }],
  [
    "connections (`connect`) are not supported",
    { steps: { step: { runtime: { type: "ws", url: "ws://127.0.0.1" } } } },
  ],
])("registration refuses what it cannot do: %s", (message, settings) => {
  expect(() => read(settings)).toThrow(message);
  expect(() => read(settings)).toThrow('function "app-odd"');
});

test.each(["debounce", "singleton", "priority", "cancel"])("`batchEvents` cannot be combined with `%s`", name => {
  const other = {
    debounce: { period: "1s" },
    singleton: { mode: "skip" },
    priority: { run: "1" },
    cancel: [{ event: "a" }],
  };
  const settings = { batchEvents: { maxSize: 2, timeout: "1s" }, [name]: other[name as keyof typeof other] };
  expect(() => read(settings)).toThrow("exclude each other");
});
