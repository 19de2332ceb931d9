/** Owns the one search over everything a workspace has: what the palette asks while a person types. */
import { z } from "zod";
import { type EntityHit, lookedThrough, type SearchedKind, searchEntities } from "#lib/db/entity-search.ts";
import { searchTasks } from "#lib/db/task-search.ts";
import { listTaskTitles } from "#lib/kernel/task-terms.ts";
import { defineQuery, type OperationContext, type Scope } from "./define.ts";
import { Moment, toMoment, toMomentOrNull } from "./shapes/fields.ts";
import { describeTask } from "./shapes/task.ts";

const kinds = [
  "contact",
  "approval",
  "task",
  "agent",
  "output",
  "message",
  "creator",
  "video",
  "post",
  "trend",
] as const;
type Kind = (typeof kinds)[number];

/** What a key must be allowed to read before it finds any of a kind. */
const scopeOf: Record<Kind, Scope> = {
  contact: "contacts:read",
  approval: "approvals:read",
  task: "tasks:read",
  agent: "agents:read",
  output: "activity:read",
  message: "activity:read",
  creator: "library:read",
  video: "library:read",
  post: "library:read",
  trend: "library:read",
};

const Hit = z
  .object({
    kind: z.enum(kinds),
    id: z.string().describe("What its page is addressed by; of a trend its niche"),
    title: z.string(),
    detail: z.string().nullable().describe("What tells it from others of the same title"),
    status: z.string().nullable(),
    domain: z.string().nullable().describe("The agent it belongs to"),
    is_sample: z.boolean(),
    at: Moment.nullable(),
  })
  .meta({ id: "SearchHit" });
type Hit = z.infer<typeof Hit>;

export const searchFind = defineQuery({
  name: "search.find",
  title: "Search everything",
  summary: `Contacts by how a name, an address or a company begins; creators and videos by their beginnings; tasks by their words; of approvals, outputs, messages, videos and posts the newest ${lookedThrough.toLocaleString("en")} by their words. A key finds only what its scopes let it read.`,
  scope: "workspaces:read",
  role: "viewer",
  path: "/search",
  input: z.object({
    text: z.string().trim().min(2, "type at least 2 characters").max(100).describe("What to look for"),
    kind: z.enum(kinds).optional().describe("Only this kind"),
    limit: z.coerce.number().int().min(1).max(20).default(5).describe("How many of each kind at most, 1 to 20"),
  }),
  output: z.object({ data: z.array(Hit).describe("Grouped by kind, the newest of each first") }),
  async run(context, { text, kind, limit }) {
    const asked = new Set((kind === undefined ? kinds : [kind]).filter(one => mayFind(context, one)));
    const { session, workspaceId } = context;
    const others = [...asked].filter((one): one is SearchedKind => one !== "task" && one !== "agent");
    const rows = await searchEntities(session, workspaceId, text, { kinds: others, limit });
    const found: Hit[] = [
      ...rows.map(describeHit),
      ...(asked.has("agent") ? findAgents(context, text).slice(0, limit) : []),
      ...(asked.has("task") ? await findTasks(context, text, limit) : []),
    ];
    return { data: kinds.flatMap(one => found.filter(hit => hit.kind === one)) };
  },
});

function mayFind({ caller }: OperationContext, kind: Kind): boolean {
  return caller.apiKey === null || caller.apiKey.scopes.includes(scopeOf[kind]);
}

function describeHit(row: EntityHit): Hit {
  return { ...row, at: toMomentOrNull(row.at) };
}

function findAgents({ kernel }: OperationContext, text: string): Hit[] {
  const words = text.toLowerCase().split(/\s+/);
  return kernel.registry
    .list()
    .filter(agent => words.every(word => `${agent.name} ${agent.purpose}`.toLowerCase().includes(word)))
    .map(({ domain, name, purpose }) => ({
      ...{ kind: "agent" as const, id: domain, title: name, detail: purpose, status: null, domain },
      is_sample: false,
      at: null,
    }));
}

async function findTasks(
  { session, workspaceId, kernel }: OperationContext,
  text: string,
  limit: number,
): Promise<Hit[]> {
  const named = listTaskTitles(kernel);
  const { rows } = await searchTasks(
    session,
    workspaceId,
    { filter: {}, text, titles: JSON.stringify(named) },
    { limit },
  );
  const titles = new Map(named.map(one => [`${one.domain}.${one.task}`, one.title]));
  return rows.map(describeTask).map(task => ({
    kind: "task" as const,
    id: task.id,
    title: titles.get(task.name) ?? task.name,
    detail: typeof task.result?.reason === "string" ? task.result.reason : null,
    status: task.status,
    domain: task.domain,
    is_sample: false,
    at: toMoment(new Date(task.created_at)),
  }));
}
