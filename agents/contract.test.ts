/** Holds every registered agent, and a fixture nobody ships, to one contract. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { findEffect } from "#lib/kernel/effects.ts";
import { agents } from "./index.ts";
import { readSections, writeAgentSections } from "./testing/agent-page.ts";
import { greeter } from "./testing/greeter/agent.ts";
import { type AgentRig, openAgentRig } from "./testing/run-task.ts";

const ROOT = import.meta.dirname;
const MAX_TASK_LINES = 125;
const MAX_FILE_LINES = 250;
const everyAgent = [...agents, greeter];

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig(everyAgent);
});
afterAll(() => rig.close());

describe.each(everyAgent)("The agent $domain", agent => {
  const folder = path.join(ROOT, agent === greeter ? "testing" : "", agent.domain);
  const files = readdirSync(folder).filter(file => file.endsWith(".ts"));
  const sources = files.filter(file => !file.endsWith(".test.ts"));
  const read = (file: string) => readFileSync(path.join(folder, file), "utf8");

  it("has an AGENT.md that says what it declares", () => {
    const page = read("AGENT.md");
    expect(page.startsWith(`# ${agent.name}\n\n${agent.purpose}\n`)).toBe(true);
    const sections = readSections(page);
    expect(sections.Responsibility?.length).toBeGreaterThan(80);
    for (const [heading, text] of Object.entries(writeAgentSections(agent))) {
      expect({ [heading]: sections[heading] }).toEqual({ [heading]: text });
    }
  });

  it("keeps one task in each file, of a size to read at once, and every file opens with what it owns", () => {
    expect(files).toContain("agent.ts");
    expect(files).toContain("settings.ts");
    for (const task of agent.tasks) {
      expect(files).toContain(`${task.name}.ts`);
      expect({ [task.name]: read(`${task.name}.ts`).split("\n").length <= MAX_TASK_LINES }).toEqual({
        [task.name]: true,
      });
    }
    for (const file of sources) {
      expect({ [file]: read(file).startsWith("/** ") }).toEqual({ [file]: true });
      expect({ [file]: read(file).split("\n").length <= MAX_FILE_LINES }).toEqual({ [file]: true });
    }
  });

  it("imports only what its floor allows: never a connector, another agent or an operation", () => {
    const allowed = [/^node:/, /^\.\//, /^#lib\/(core|stats|db)\//, /^#lib\/kernel\/(define|effects)\.ts$/];
    const packages = ["zod", "kysely", "luxon", "fastest-levenshtein"];
    for (const file of sources) {
      const imported = [...read(file).matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(match => match[1] as string);
      const foreign = imported.filter(
        name =>
          !allowed.some(pattern => pattern.test(name)) && !packages.includes(name) && name !== "../thread-pool.ts",
      );
      expect({ [file]: foreign }).toEqual({ [file]: [] });
    }
  });

  it("names tables that exist and effects that its capabilities cover", async () => {
    const known = await rig.asPerson(session => session.introspection.getTables({ withInternalKyselyTables: false }));
    const names = known.map(table => table.name);
    for (const table of agent.tables) expect(names).toContain(table);
    for (const effect of agent.tasks.flatMap(task => task.effects ?? [])) {
      expect(agent.capabilities).toContain(findEffect(effect)?.capability);
    }
  });

  it("has settings and results from which a form and a page can be derived, each setting with a default", () => {
    const schema = z.toJSONSchema(agent.settings, { io: "input" });
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const { description, default: fallback } = field as { description?: string; default?: unknown };
      expect({ name, isDescribed: Boolean(description), hasDefault: fallback !== undefined }).toEqual({
        name,
        isDescribed: true,
        hasDefault: true,
      });
    }
    for (const task of agent.tasks) expect(z.toJSONSchema(task.result, { io: "output" }).type).toBe("object");
  });

  describe.each([...agent.tasks])("task $name", task => {
    const name = `${agent.domain}.${task.name}`;
    const schema = z.toJSONSchema(task.params, { io: "input" });

    it("describes every param for its form", () => {
      for (const [param, field] of Object.entries(schema.properties ?? {})) {
        const { description } = field as { description?: string };
        expect({ param, isDescribed: Boolean(description) }).toEqual({ param, isDescribed: true });
      }
      expect(task.title.length).toBeGreaterThan(2);
      expect(task.purpose).toMatch(/^[A-Z].*\.$/);
    });

    it("refuses an unknown param by name", async () => {
      await expect(rig.dispatch({ task: name, params: { nonsense: 1 } })).rejects.toMatchObject({ code: "invalid" });
      await expect(rig.dispatch({ task: name, params: { nonsense: 1 } })).rejects.toThrow(/nonsense|params\./);
    });

    const required = schema.required ?? [];
    if (required.length > 0) {
      it("names every required param when it is given none", async () => {
        const refusal = await rig.dispatch({ task: name, params: {} }).then(
          () => [],
          (error: { details?: { errors?: { path: string }[] } }) => error.details?.errors ?? [],
        );
        expect(refusal.map(error => error.path).sort()).toEqual(required.map(param => `params.${param}`).sort());
      });
    } else {
      it("runs without params in an empty workspace and ends with the result it declares", async () => {
        const run = await rig.runTask(name);
        expect(run.outcome).toMatchObject({ status: "completed" });
        expect(task.result.safeParse(run.result)).toMatchObject({ success: true });
        expect(run.decisions.length).toBeGreaterThan(0);
      });
    }
  });
});

describe("The registry", () => {
  it("has every agent's folder on its own line, and no folder without one", () => {
    const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
      entry => entry.isDirectory() && entry.name !== "testing",
    );
    expect(agents.map(agent => agent.domain).sort()).toEqual(folders.map(entry => entry.name).sort());
  });
});
