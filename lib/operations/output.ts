/** Owns the reading of outputs with their revisions. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findOutput, listRevisions } from "#lib/db/outputs.ts";
import { defineQuery } from "./define.ts";
import { Id } from "./shapes/fields.ts";
import { describeOutput, describeRevision, Output, OutputRevision } from "./shapes/output.ts";

export const outputGet = defineQuery({
  name: "output.get",
  title: "Show an output",
  summary: "A deliverable with every revision, newest first.",
  scope: "tasks:read",
  role: "viewer",
  path: "/outputs/{id}",
  input: z.object({ id: Id.describe("The output's id") }),
  output: Output.extend({ revisions: z.array(OutputRevision) }).meta({ id: "OutputDetail" }),
  async run({ session, workspaceId }, { id }) {
    const output = await findOutput(session, workspaceId, id);
    if (output === undefined) throw new AppError("not-found", "there is no such output in this workspace");
    const revisions = await listRevisions(session, workspaceId, id);
    const latest = revisions.find(row => row.revision === output.revision) ?? null;
    return { ...describeOutput(output, latest), revisions: revisions.map(describeRevision) };
  },
});
