/** Owns the operations on outputs: reading them with revisions and files, accepting, asking for changes, editing. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { toJsonObject } from "#lib/core/json.ts";
import { findOutputFile, listOutputFiles, readOutputFile } from "#lib/db/output-files.ts";
import { findOutput, listApprovalsOfOutput, listOutputs, listRequests, listRevisions } from "#lib/db/outputs.ts";
import { findTask } from "#lib/db/tasks.ts";
import { acceptOutput, isEditable, reopenOutput, requestChanges, reviseOutput } from "#lib/kernel/output-decisions.ts";
import { choosePart } from "./byte-range.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id, toRecord } from "./shapes/fields.ts";
import { FileAnswer } from "./shapes/file-answer.ts";
import { describeOutput, describeRequest, describeRevision, Output, OutputDetail } from "./shapes/output.ts";

const kinds = ["report", "draft", "brief", "video", "finding"] as const;
const statuses = ["open", "accepted", "changes_requested", "superseded"] as const;

export const outputList = defineQuery({
  name: "output.list",
  title: "List outputs",
  summary:
    "Deliverables of all agents, newest first, each with its latest revision; by agent, kind, state or words in the title.",
  scope: "tasks:read",
  role: "viewer",
  path: "/outputs",
  input: PageInput.extend({
    domain: z.string().max(63).optional().describe("Only outputs of this agent"),
    kind: z.enum(kinds).optional().describe("Only outputs of this kind"),
    status: z.enum(statuses).optional().describe("Only outputs in this state; open means new"),
    search: z.string().trim().min(1).max(100).optional().describe("Only outputs with these words in the title"),
  }),
  output: pageOf(Output),
  async run({ session, workspaceId }, { limit, cursor, ...filter }) {
    const page = { limit: limit + 1, beforeId: decodeIdCursor(cursor) };
    const rows = await listOutputs(session, workspaceId, filter, page);
    const files = await listOutputFiles(
      session,
      workspaceId,
      rows.map(({ output }) => output.id),
    );
    return toPage(
      rows,
      limit,
      ({ output }) => [output.id],
      ({ output, latest }) =>
        describeOutput(
          output,
          latest,
          files.filter(file => file.output_id === output.id),
        ),
    );
  },
});

export const outputGet = defineQuery({
  name: "output.get",
  title: "Show an output",
  summary: "A deliverable with every revision, what people asked to be changed, and the proposals to send it.",
  scope: "tasks:read",
  role: "viewer",
  path: "/outputs/{id}",
  input: z.object({ id: Id.describe("The output's id") }),
  output: OutputDetail,
  run: (context, { id }) => describeDetail(context, id),
});

const Seen = z.object({
  id: Id.describe("The output's id"),
  revision: z.int().min(1).max(1_000_000).describe("The revision that you read; another one since is a conflict"),
});

export const outputAccept = defineCommand({
  name: "output.accept",
  title: "Accept an output",
  summary: "Says that a revision is good. It becomes memory that agents read; sending it stays a decision of its own.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/outputs/{id}/accept",
  input: Seen,
  output: OutputDetail,
  async run(context, seen) {
    await acceptOutput(context.kernel, context.session, context, seen);
    return describeDetail(context, seen.id);
  },
});

export const outputReopen = defineCommand({
  name: "output.reopen",
  title: "Take an acceptance back",
  summary: "Makes an accepted output new again; agents no longer remember it.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/outputs/{id}/reopen",
  input: Seen,
  output: OutputDetail,
  async run(context, seen) {
    await reopenOutput(context.kernel, context.session, context, seen);
    return describeDetail(context, seen.id);
  },
});

export const outputRequestChanges = defineCommand({
  name: "output.request-changes",
  title: "Ask for changes",
  summary:
    "Says what should be different. Where the agent can, it writes the next revision; a draft that waits for a decision is rejected by it.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/outputs/{id}/request-changes",
  input: Seen.extend({
    feedback: z
      .string()
      .trim()
      .min(1, "say what should be different")
      .max(2_000, "shorten it to 2,000 characters")
      .describe("What should be different, in your own words"),
  }),
  output: OutputDetail,
  async run(context, request) {
    await requestChanges(context.kernel, context.session, context, request);
    return describeDetail(context, request.id);
  },
});

export const outputRevise = defineCommand({
  name: "output.revise",
  title: "Edit an output",
  summary: "Keeps a person's own words as the next revision. A message that waits for a decision is changed with it.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/outputs/{id}/revise",
  input: Seen.extend({
    text: z
      .string()
      .min(1, "write something")
      .max(100_000, "shorten it to 100,000 characters")
      .describe("The whole text"),
    subject: z.string().trim().min(1).max(200).optional().describe("The subject, for a message that has one"),
  }),
  output: OutputDetail,
  async run(context, edit) {
    await reviseOutput(context.kernel, context.session, context, edit);
    return describeDetail(context, edit.id);
  },
});

async function describeDetail(
  { session, workspaceId, kernel }: Pick<OperationContext, "session" | "workspaceId" | "kernel">,
  id: string,
): Promise<OutputDetail> {
  const output = await findOutput(session, workspaceId, id);
  if (output === undefined) throw new AppError("not-found", "there is no such output in this workspace");
  const revisions = await listRevisions(session, workspaceId, id);
  const latest = revisions.find(row => row.revision === output.revision) ?? null;
  const files = await listOutputFiles(session, workspaceId, [id]);
  const requests = await listRequests(session, workspaceId, id);
  const approvals = await listApprovalsOfOutput(session, workspaceId, id);
  const task = await findTask(session, workspaceId, output.task_id);
  const content = toRecord(latest?.content);
  const reviser = kernel.registry.findReviser(output.domain, output.kind)?.revises;
  const isRevisable = reviser !== undefined && reviser.paramsOf(toJsonObject(content)) !== null;
  const agent = kernel.registry.find(output.domain);
  return {
    ...describeOutput(output, latest, files),
    task_title: agent?.tasks.find(one => one.name === task?.task)?.title ?? task?.task ?? "a task",
    revisions: revisions.map(describeRevision),
    requests: requests.map(describeRequest),
    approvals,
    is_editable: isEditable(content),
    is_revisable: isRevisable,
    wishes: isRevisable ? [...reviser.wishes] : [],
  };
}

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
