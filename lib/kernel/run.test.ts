import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelTask } from "./cancel.ts";
import { pauseAgent, resumeAgent } from "./pause.ts";
import { InjectedCrash, type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { keepUp } from "./upkeep.ts";

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());

const readTask = (id: string) =>
  rig.asPerson(session => session.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

describe("Dispatching a task", () => {
  it("queues it, hands its event to the executor once and tells the activity log", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: { text: "one" } });
    expect(await readTask(id)).toMatchObject({ status: "queued", params: { text: "one" }, attempt: 0 });
    expect(rig.events.filter(event => event.id === id)).toMatchObject([{ name: "agent/echoer.requested" }]);
    const told = await rig.asPerson(session =>
      session.selectFrom("activity").select(["verb", "actor_kind"]).where("task_id", "=", id).execute(),
    );
    expect(told).toEqual([{ verb: "task.queued", actor_kind: "person" }]);
  });

  it("names the field and the nearest task when the request is wrong, and writes nothing", async () => {
    await expect(rig.dispatch({ task: "echoer.ecko", params: {} })).rejects.toThrow('Did you mean "echoer.echo"?');
    await expect(rig.dispatch({ task: "echoer.echo", params: { text: "" } })).rejects.toMatchObject({
      code: "invalid",
      details: { errors: [{ path: "params.text" }] },
    });
    await expect(rig.dispatch({ task: "echoer.echo", params: { txt: "x" } })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("survives a crash between commit and send: the outbox flusher sends what was left", async () => {
    rig.crashAt("after-commit-before-send");
    await expect(rig.dispatch({ task: "echoer.echo", params: { text: "crash" } })).rejects.toThrow(InjectedCrash);
    const left = await rig.asPerson(session =>
      session
        .selectFrom("tasks")
        .select("id")
        .where("status", "=", "queued")
        .orderBy("id", "desc")
        .executeTakeFirstOrThrow(),
    );
    expect(rig.events.some(event => event.id === left.id)).toBe(false);
    rig.advance(5_000);
    await rig.kernel.flushOutbox(2_000);
    expect(rig.events.filter(event => event.id === left.id)).toHaveLength(1);
  });

  it("waits for its start time before the executor hears of it", async () => {
    const id = await rig.dispatch({
      task: "echoer.echo",
      params: {},
      runAt: new Date(rig.kernel.clock.now().getTime() + 3_600_000),
    });
    expect(await readTask(id)).toMatchObject({ waiting_for: "its start time" });
    expect(rig.events.some(event => event.id === id)).toBe(false);
    rig.advance(3_700_000);
    await rig.kernel.flushOutbox(0);
    expect(rig.events.some(event => event.id === id)).toBe(true);
  });
});

describe("Running a task", () => {
  it("commits result, trace and activity together", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: { text: "done" } });
    expect(await rig.run(id)).toEqual({ status: "completed", taskId: id });
    expect(await readTask(id)).toMatchObject({
      status: "completed",
      result: { text: "done" },
      attempt: 1,
      error: null,
    });
    const trace = await rig.asPerson(session =>
      session.selectFrom("decisions").select(["kind", "reasoning"]).where("task_id", "=", id).execute(),
    );
    expect(trace).toEqual([{ kind: "complete", reasoning: "Returned done." }]);
  });

  it("does nothing the second time: an executor's repetition is harmless", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: {} });
    await rig.run(id);
    expect(await rig.run(id)).toMatchObject({ status: "skipped" });
    expect(await readTask(id)).toMatchObject({ attempt: 1 });
  });

  it("starts again after a crash before the finish, and the late attempt changes nothing", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: { text: "again" } });
    rig.crashAt("before-finish");
    await expect(rig.run(id, false)).rejects.toThrow();
    expect(await readTask(id)).toMatchObject({ status: "running", attempt: 1 });
    expect(await rig.run(id)).toMatchObject({ status: "completed" });
    expect(await readTask(id)).toMatchObject({ status: "completed", attempt: 2 });
  });

  it("fails for good on a refusal and writes nothing of what it staged", async () => {
    const contactId = await rig.addContact("staged@example.com");
    const id = await rig.dispatch({ task: "echoer.fail", params: { how: "refused" } });
    expect(await rig.run(id, false)).toMatchObject({ status: "failed" });
    expect(await readTask(id)).toMatchObject({
      status: "failed",
      error: { code: "invalid", message: "the fixture refuses" },
    });
    const contact = await rig.asPerson(session =>
      session.selectFrom("contacts").select("score").where("id", "=", contactId).executeTakeFirstOrThrow(),
    );
    expect(contact.score).toBeNull();
  });

  it("stays running and says what it waits for while the executor will try again", async () => {
    const id = await rig.dispatch({ task: "echoer.fail", params: { how: "unavailable" } });
    await expect(rig.run(id, false)).rejects.toThrow("the fixture is not there");
    expect(await readTask(id)).toMatchObject({
      status: "running",
      waiting_for: "another attempt: the fixture is not there",
    });
    expect(await rig.run(id, true)).toMatchObject({ status: "failed" });
  });

  it("never shows a bug's own words to people", async () => {
    const id = await rig.dispatch({ task: "echoer.fail", params: { how: "bug" } });
    await rig.run(id);
    const { error } = await readTask(id);
    expect(JSON.stringify(error)).not.toContain("secret words");
  });

  it.each(["wrong-result", "nothing-made"])(
    "is not called a success when it produced nothing it promised: %s",
    async how => {
      const id = await rig.dispatch({ task: "echoer.fail", params: { how } });
      await rig.run(id);
      expect(await readTask(id)).toMatchObject({ status: "failed", error: { code: "unproductive" } });
    },
  );

  it("cuts a chain of messages that repeats itself or grows too long, and turns to a person", async () => {
    const first = await rig.dispatch({ task: "echoer.ask", params: {} });
    let pending = [first];
    let runs = 0;
    while (pending.length > 0 && runs < 30) {
      for (const id of pending) await rig.run(id);
      runs += pending.length;
      pending = (
        await rig.asPerson(session =>
          session
            .selectFrom("tasks")
            .select("id")
            .where("correlation_id", "=", first)
            .where("status", "=", "queued")
            .execute(),
        )
      ).map(row => row.id);
    }
    expect(runs).toBe(9);
    const escalations = await rig.asPerson(session =>
      session
        .selectFrom("messages")
        .select(["body", "to_domain"])
        .where("correlation_id", "=", first)
        .where("type", "=", "escalation")
        .execute(),
    );
    expect(escalations).toMatchObject([{ to_domain: null }]);
    expect(escalations[0]?.body).toContain("the chain is 8 messages long");
  });

  it("lets one of two writers of a memory win and tells the other to try again", async () => {
    const id = await rig.dispatch({ task: "echoer.remember", params: {} });
    await rig.run(id);
    const late = await rig.dispatch({ task: "echoer.remember", params: { expected: 7 } });
    await expect(rig.run(late, false)).rejects.toMatchObject({ code: "conflict" });
    const entry = await rig.asPerson(session =>
      session.selectFrom("memories").select(["value", "version"]).executeTakeFirstOrThrow(),
    );
    expect(entry).toEqual({ value: 1, version: 1 });
  });
});

describe("Stopping work", () => {
  it("cancels a queued task, and its run then does nothing", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: {} });
    await rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, id));
    expect(await rig.run(id)).toMatchObject({ status: "skipped" });
    await expect(rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, id))).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("pauses an agent: new work is refused, queued work waits and starts when it is resumed", async () => {
    const queued = await rig.dispatch({ task: "echoer.echo", params: {} });
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "echoer"));
    await expect(rig.dispatch({ task: "echoer.echo", params: {} })).rejects.toThrow("paused");
    expect(await rig.run(queued)).toMatchObject({ status: "skipped", reason: "the agent is paused" });
    expect(await readTask(queued)).toMatchObject({ status: "queued", waiting_for: "the agent is paused" });
    const before = rig.events.length;
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "echoer"));
    await rig.kernel.settle();
    expect(rig.events.slice(before).some(event => event.data.taskId === queued)).toBe(true);
    expect(await rig.run(queued)).toMatchObject({ status: "completed" });
  });

  it("lets a run that a pause has overtaken go on, as nobody else would end its task", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: {} });
    rig.crashAt("before-finish");
    await expect(rig.run(id, false, "begun")).rejects.toThrow();
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "echoer"));
    expect(await rig.run(id, true, "another")).toMatchObject({ status: "skipped" });
    expect(await rig.run(id, true, "begun")).toMatchObject({ status: "completed" });
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "echoer"));
  });

  it("leaves a task to the run that has it, and lets another take over only what is long dead", async () => {
    const id = await rig.dispatch({ task: "echoer.echo", params: {} });
    rig.crashAt("before-finish");
    await expect(rig.run(id, false, "first")).rejects.toThrow();
    expect(await rig.run(id, true, "second")).toMatchObject({ status: "skipped" });
    await rig.asWorker(session =>
      session
        .updateTable("tasks")
        .set({ started_at: new Date(Date.now() - 3_600_000) })
        .where("id", "=", id)
        .execute(),
    );
    const before = rig.events.length;
    await keepUp(rig.kernel);
    await rig.kernel.settle();
    expect(rig.events.slice(before).some(event => event.data.taskId === id)).toBe(true);
    expect(await rig.run(id, true, "second")).toMatchObject({ status: "completed" });
  });
});
