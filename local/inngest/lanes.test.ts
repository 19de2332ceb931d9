/** Owns the proof of which functions share which limits, and of the lane of a throttled start. */
import { expect, test } from "vitest";
import { storeEvent } from "./events.ts";
import { type FunctionDefinition, readFunctionDefinition } from "./function-definition.ts";
import { composeLane, composeStartLane, leaveStartLane, readLane } from "./lanes.ts";

function define(id: string, settings: Record<string, unknown>): FunctionDefinition {
  const runtime = { type: "http", url: "http://127.0.0.1/api/inngest" };
  return readFunctionDefinition("app", { id, triggers: [], steps: { step: { runtime } }, ...settings });
}

const event = storeEvent({ id: "1", name: "test", data: { a: "same", b: "same", c: "other" } });

function listLimits(definition: FunctionDefinition) {
  return readLane(composeLane(definition, event), new Map([[definition.id, definition]])).keys;
}

test.each(["env", "account"])(
  "functions share a limit of the %s by its key's value, each with a limit of its own",
  scope => {
    const [first] = listLimits(define("f", { concurrency: { limit: 1, scope, key: "event.data.a" } }));
    const [second] = listLimits(define("g", { concurrency: { limit: 5, scope, key: "event.data.b" } }));
    const [third] = listLimits(define("h", { concurrency: { limit: 5, scope, key: "event.data.c" } }));
    expect(second?.name).toBe(first?.name);
    expect(third?.name).not.toBe(first?.name);
    expect([first?.limit, second?.limit]).toEqual([1, 5]);
  },
);

test("a limit of the function is its own, and two keys are two limits", () => {
  const concurrency = [
    { limit: 2, key: "event.data.a" },
    { limit: 1, key: "event.data.b" },
  ];
  const [first, second] = listLimits(define("f", { concurrency }));
  expect(first?.name).not.toBe(second?.name);
  expect(listLimits(define("g", { concurrency }))[0]?.name).not.toBe(first?.name);
});

test("a limit of zero limits nothing", () => {
  expect(listLimits(define("f", { concurrency: 0 }))).toMatchObject([{ limit: Number.POSITIVE_INFINITY }]);
});

test("only a throttled function's first call has a lane of its own, which a retry leaves", () => {
  const concurrency = { limit: 1, key: "event.data.a" };
  expect(composeStartLane(define("f", { concurrency }), event)).toBeUndefined();
  const throttled = define("f", { concurrency, throttle: { limit: 1, period: "1s", key: "event.data.c" } });
  const lane = composeStartLane(throttled, event) ?? "";
  const functions = new Map([["f", throttled]]);
  expect(readLane(lane, functions)).toMatchObject({ throttle: { rate: { limit: 1, periodMs: 1000 } } });
  expect(readLane(lane, functions).keys).toEqual(readLane(composeLane(throttled, event), functions).keys);
  expect(leaveStartLane(lane)).toBe(composeLane(throttled, event));
  expect(leaveStartLane(composeLane(throttled, event))).toBe(composeLane(throttled, event));
  const relieved = new Map([["f", define("f", { concurrency })]]);
  expect(readLane(lane, relieved).throttle).toBeUndefined();
});
