/** Owns the attempts: each verb of each actor on a workspace's rows, undone at once, compared with the table of access. */
import type pg from "pg";
import { type ActorName, access, actors, expandActors, type Subject, type Verb, verbs } from "./access.ts";
import { bulkOf } from "./decision-rows.ts";
import { type Author, buildRow, insertInto, type SeededWorkspace, seedWorkspace } from "./seed.ts";

export type World = { here: SeededWorkspace; there: SeededWorkspace };

/** Two workspaces that share their owner, and the procedure that tries a statement as somebody. */
export async function prepareWorld(client: pg.ClientBase): Promise<World> {
  const here = await seedWorkspace(client);
  const there = await seedWorkspace(client, here.people.owner);
  await client.query(attemptFunction);
  return { here, there };
}

// Runs in a subtransaction that always ends in an error, which also puts role and claims back. Rows that the statement
// touched are found by their place on disk, so that a statement needs no right to read.
const attemptFunction = `
create function pg_temp.attempt(as_role text, claims text, statement text, probe text) returns text
language plpgsql as $$
declare
  affected bigint;
  before text;
  after text;
begin
  begin
    if probe <> '' then execute probe into before; end if;
    perform set_config('request.jwt.claims', claims, true), set_config('role', as_role, true);
    execute statement;
    get diagnostics affected = row_count;
    perform set_config('role', 'none', true);
    if probe <> '' then
      execute probe into after;
      affected := case when before is distinct from after then 1 else 0 end;
    end if;
    raise exception using errcode = 'QD999', message = case when affected > 0 then 'allowed' else 'refused' end;
  exception
    when sqlstate 'QD999' then return sqlerrm;
    when insufficient_privilege then return 'refused';
    -- Policies come before keys and checks: a row that one of those refused had been let in.
    when integrity_constraint_violation then return 'allowed';
    when sqlstate 'QD003' then return 'refused';
  end;
end $$`;

export type Identity = { role: string; claims: Record<string, string>; author: Author };

/** The role, claims and authorship of an actor, seen from the workspace `here`. */
export function identify(actor: ActorName, { here, there }: World): Identity {
  const nobody = "00000000-0000-4000-8000-000000000000";
  const person = (role: string, userId: string): Identity => ({
    role,
    claims: { sub: userId, role: "authenticated" },
    author: { kind: "person", userId },
  });
  const key = (workspaceId: string): Identity => {
    const owner = person("quarterdeck_person", here.people.owner);
    return {
      ...owner,
      claims: { ...owner.claims, workspace_id: workspaceId },
      author: { ...owner.author, kind: "api-key" },
    };
  };
  const machine = (role: string, claims: Record<string, string>): Identity => ({
    role,
    claims: { role, ...claims },
    author: { kind: "agent", userId: nobody },
  });
  switch (actor) {
    case "anon":
      return machine("anon", {});
    case "app":
      return machine("quarterdeck_app", { workspace_id: here.id, sub: here.people.owner });
    case "stranger":
      return person("quarterdeck_person", nobody);
    case "outsider":
      return person("quarterdeck_person", there.people.coOwner);
    case "foreign-key":
      return key(there.id);
    case "foreign-worker":
      return machine("quarterdeck_worker", { workspace_id: there.id });
    case "nameless-worker":
      return machine("quarterdeck_worker", {});
    case "rest-stranger":
      return person("authenticated", nobody);
    case "rest":
      return person("authenticated", here.people.owner);
    case "key":
      return key(here.id);
    case "worker":
      return machine("quarterdeck_worker", { workspace_id: here.id });
    case "scheduler":
      return machine("quarterdeck_scheduler", {});
    default:
      return person("quarterdeck_person", here.people[actor]);
  }
}

function tableOf(subject: string): string {
  return subject.split("/")[0] ?? subject;
}

function buildStatement(name: string, subject: Subject, verb: Verb, identity: Identity, { here }: World) {
  const table = tableOf(name);
  const home = `${table === "workspaces" ? "id" : "workspace_id"} = '${here.id}'`;
  const named = (text: string) =>
    text.replaceAll(":me", `'${identity.author.userId}'`).replaceAll(":coOwner", `'${here.people.coOwner}'`);
  const target = `where ${home} and ${named(subject.where ?? "true")}`;
  const where = subject.where === undefined || subject.isBlind ? "" : target;
  const probe = `select string_agg(ctid::text, ' ' order by ctid) from public.${table} ${target}`;
  switch (verb) {
    case "select":
      return { statement: `select 1 from public.${table} ${target}`, probe: "" };
    case "insert": {
      const people: Record<string, string> = {
        ":coOwner": here.people.coOwner,
        ":me": identity.author.userId,
        ":coOwnersBulk": bulkOf(here, here.people.coOwner),
      };
      const changes = Object.entries(subject.row ?? {}).map(([column, value]) => [
        column,
        typeof value === "string" ? (people[value] ?? value) : value,
      ]);
      const row = buildRow(table, here, identity.author, Object.fromEntries(changes));
      return { statement: insertInto(table, row), probe: "" };
    }
    case "update":
      return { statement: `update public.${table} set ${named(subject.set ?? "")} ${where}`, probe };
    case "delete":
      return { statement: `delete from public.${table} ${where}`, probe };
  }
}

export type Difference = { subject: string; verb: Verb; actor: ActorName; is: string; expected: string };

/** Tries every cell of the tables, or of one table, and returns those that are not as listed, with how many were tried. */
export async function tryMatrix(
  client: pg.ClientBase,
  world: World,
  table?: string,
): Promise<{ attempts: number; differences: Difference[] }> {
  const cells = Object.entries(access)
    .filter(([name]) => table === undefined || tableOf(name) === table)
    .flatMap(([name, subject]) =>
      verbs.flatMap(verb => {
        const words = subject.may[verb];
        if (words === undefined) return [];
        const allowed = expandActors(words);
        return actors.map(actor => {
          const identity = identify(actor, world);
          return {
            cell: { subject: name, verb, actor, expected: allowed.has(actor) ? "allowed" : "refused" },
            as_role: identity.role,
            claims: JSON.stringify(identity.claims),
            ...buildStatement(name, subject, verb, identity, world),
          };
        });
      }),
    );
  const { rows } = await client.query<{ is: string }>(
    `select pg_temp.attempt(a.as_role, a.claims, a.statement, a.probe) as is
     from jsonb_to_recordset($1::jsonb) as a(as_role text, claims text, statement text, probe text)`,
    [JSON.stringify(cells.map(({ cell: _, ...attempt }) => attempt))],
  );
  const differences = cells.flatMap(({ cell }, index) => {
    const is = rows[index]?.is ?? "not tried";
    return is === cell.expected ? [] : [{ ...cell, is }];
  });
  return { attempts: cells.length, differences };
}
