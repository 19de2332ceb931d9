import { expect, test } from "vitest";
import { AccessGate } from "./access-gate.ts";

function makeGate() {
  const log: string[] = [];
  const answers: (() => void)[] = [];
  const gate = new AccessGate(
    () => new Promise(resolve => answers.push(resolve)),
    () => log.push("overflow"),
  );
  const answer = async () => {
    answers.shift()?.();
    await new Promise(resolve => setImmediate(resolve));
  };
  return { gate, log, answers, answer };
}

test("what comes after a change waits for the answer to it, and keeps its order", async () => {
  const { gate, log, answers, answer } = makeGate();
  gate.pass(() => log.push("a"));
  gate.noteChange();
  gate.pass(() => log.push("b"));
  gate.noteChange();
  gate.pass(() => log.push("c"));
  await answer();
  // The second change came while the first was being asked about, so nothing is known yet.
  expect([log, answers.length]).toEqual([["a"], 1]);
  await answer();
  gate.pass(() => log.push("d"));
  expect([log, gate.changes]).toEqual([["a", "b", "c", "d"], 2]);
});

test("too much waiting is thrown away, and everybody is sent away with it", async () => {
  const { gate, log, answer } = makeGate();
  gate.noteChange();
  for (let count = 0; count <= 20_000; count += 1) gate.pass(() => log.push("late"));
  expect(log).toEqual(["overflow"]);
  gate.pass(() => log.push("after"));
  await answer();
  expect(log).toEqual(["overflow", "after"]);
});
