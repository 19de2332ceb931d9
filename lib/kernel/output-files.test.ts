import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAgent, defineTask, type OutputFile } from "./define.ts";
import { maxFileBytes } from "./output-files.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

const Settings = z.object({});
let files: ((outputId: string) => OutputFile)[] = [];

const film = defineTask({
  name: "film",
  title: "Film",
  purpose: "Leaves an output with the files it is told to.",
  settings: Settings,
  params: z.object({}),
  result: z.object({ output: z.string() }),
  run: async ctx => {
    const author = { kind: "engine", name: "fixture" } as const;
    const output = ctx.output({ kind: "video", title: "A film", content: {}, author });
    for (const describe of files) ctx.file(describe(output));
    return { output };
  },
});
const filmer = defineAgent({
  domain: "filmer",
  name: "Filmer",
  pack: "thinking",
  purpose: "Makes files for a test.",
  autonomy: "autopilot",
  settings: Settings,
  capabilities: [],
  tables: [],
  tasks: [film],
  limits: { concurrency: 1, retries: 1 },
});

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig({ agents: [filmer] });
});
afterAll(() => rig.close());

const file =
  (name: string, bytes: Uint8Array, mimeType = "video/mp4") =>
  (outputId: string) => ({
    outputId,
    name,
    mimeType,
    bytes,
  });

async function runFilm(made: typeof files, isLastAttempt = true) {
  files = made;
  const id = await rig.dispatch({ task: "filmer.film", params: {} });
  const outcome = await rig.run(id, isLastAttempt).catch((error: Error) => error);
  const stored = await rig.asPerson(session =>
    session
      .selectFrom("output_files")
      .innerJoin("outputs", "outputs.id", "output_files.output_id")
      .selectAll("output_files")
      .where("outputs.task_id", "=", id)
      .orderBy("name")
      .execute(),
  );
  return { id, outcome, stored };
}

describe("A file of an output", () => {
  it("is stored with the output byte for byte, with its digest", async () => {
    // A view into a larger buffer, as encoders return it.
    const bytes = new Uint8Array(randomBytes(3_000_000)).subarray(1_000, 2_500_000);
    const { outcome, stored } = await runFilm([
      file("film.mp4", bytes),
      file("captions.vtt", Buffer.from("WEBVTT\n"), "text/vtt"),
    ]);
    expect(outcome).toMatchObject({ status: "completed" });
    expect(stored).toMatchObject([
      { name: "captions.vtt", mime_type: "text/vtt", byte_count: 7 },
      { name: "film.mp4", mime_type: "video/mp4", byte_count: bytes.length },
    ]);
    expect(stored[1]?.bytes.equals(bytes)).toBe(true);
    expect(stored[1]?.sha256).toEqual(createHash("sha256").update(bytes).digest());
  });

  it("may have exactly 50 MB", async () => {
    const { outcome, stored } = await runFilm([file("long.mp4", Buffer.alloc(maxFileBytes, 7))]);
    expect(outcome).toMatchObject({ status: "completed" });
    expect(stored[0]?.byte_count).toBe(50 * 1024 * 1024);
  }, 60_000);

  it("above 50 MB fails the task for good and says what to do", async () => {
    const { outcome, stored } = await runFilm([file("long.mp4", Buffer.alloc(maxFileBytes + 1))], false);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { code: "too-large", message: "long.mp4 has 51 MB, and a file may have 50: make it shorter or smaller" },
    });
    expect(stored).toEqual([]);
  }, 60_000);

  it("is not there when the run that made it died before its end, and is there once after the next", async () => {
    rig.crashAt("before-finish");
    const { id, outcome, stored } = await runFilm([file("film.mp4", Buffer.from("ahoy"))], false);
    expect(outcome).toBeInstanceOf(Error);
    expect(stored).toEqual([]);
    expect(await rig.run(id)).toMatchObject({ status: "completed" });
    const { count } = await rig.asPerson(session =>
      session
        .selectFrom("output_files")
        .innerJoin("outputs", "outputs.id", "output_files.output_id")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("outputs.task_id", "=", id)
        .executeTakeFirstOrThrow(),
    );
    expect(count).toBe(1);
  });

  it.each([
    ["a name that is a path", [file("../film.mp4", Buffer.from("x"))]],
    ["the same name twice", [file("film.mp4", Buffer.from("x")), file("film.mp4", Buffer.from("y"))]],
    ["no bytes", [file("film.mp4", Buffer.alloc(0))]],
    ["a media type that is none", [file("film.mp4", Buffer.from("x"), "text/html; charset=utf-8")]],
    ["an output of another run", [() => file("film.mp4", Buffer.from("x"))("0199c0de-0000-7000-8000-000000000000")]],
  ])("with %s is a mistake of the task's, and nothing of the run is kept", async (_what, made) => {
    const { id, outcome } = await runFilm(made);
    expect(outcome).toMatchObject({ status: "failed", error: { code: "internal" } });
    const outputs = await rig.asPerson(session =>
      session.selectFrom("outputs").select("id").where("task_id", "=", id).execute(),
    );
    expect(outputs).toEqual([]);
  });
});
