/** Owns the reading of outputs with their revisions, and of their files. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findOutputFile, listOutputFiles, readOutputFile } from "#lib/db/output-files.ts";
import { findOutput, listRevisions } from "#lib/db/outputs.ts";
import { choosePart } from "./byte-range.ts";
import { defineQuery } from "./define.ts";
import { Id } from "./shapes/fields.ts";
import { FileAnswer } from "./shapes/file-answer.ts";
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
    const files = await listOutputFiles(session, workspaceId, [id]);
    return { ...describeOutput(output, latest, files), revisions: revisions.map(describeRevision) };
  },
});

/** A part is cut here, and the reader asks for the next: a film is never held in memory whole because somebody plays it. */
const maxPartBytes = 4 * 1024 * 1024;

export const outputDownload = defineQuery({
  name: "output.download",
  title: "Download a file of an output",
  summary: "The bytes of a file, such as a video: whole, or the part that Range asks for (at most 4 MB at once).",
  scope: "tasks:read",
  role: "viewer",
  path: "/outputs/{id}/files/{name}",
  isTool: false,
  isFile: true,
  headers: { Range: "range", "If-Range": "if_range", "If-None-Match": "if_none_match" },
  input: z.object({
    id: Id.describe("The output's id"),
    name: z.string().min(1).max(100).describe("The file's name, as the output lists it"),
    range: z.string().max(200).optional().describe("Which bytes, like bytes=0-1023"),
    if_range: z.string().max(200).optional().describe("The ETag that the part shall belong to"),
    if_none_match: z.string().max(2_000).optional().describe("ETags that the caller has already"),
  }),
  output: FileAnswer,
  async run({ session, workspaceId }, { id, name, range, if_range, if_none_match }): Promise<FileAnswer> {
    const key = { workspaceId, outputId: id, name };
    const file = await findOutputFile(session, key);
    if (file === undefined) throw new AppError("not-found", "there is no such file in this workspace");
    const etag = `"${file.sha256.toString("base64url")}"`;
    const described = { name, mime_type: file.mime_type, byte_count: file.byte_count, etag };
    if (if_none_match !== undefined && namesTag(if_none_match, etag)) return { ...described, kind: "unchanged" };
    const wanted = if_range === undefined || if_range === etag ? range : undefined;
    const part = choosePart(wanted, file.byte_count, maxPartBytes);
    if (part === "unsatisfiable") return { ...described, kind: "unsatisfiable" };
    const { from, byteCount } = part ?? { from: 0, byteCount: file.byte_count };
    const bytes = new Uint8Array(await readOutputFile(session, key, { from, byteCount }));
    return part === null ? { ...described, kind: "whole", from, bytes } : { ...described, kind: "part", from, bytes };
  },
});

function namesTag(list: string, etag: string): boolean {
  return list.split(",").some(entry => ["*", etag].includes(entry.trim().replace(/^W\//, "")));
}
