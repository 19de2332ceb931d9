/** Owns the shape of an operation: one record from which the API, its description, MCP, the CLI and server actions derive. */
import type { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import type { Session } from "#lib/db/database.ts";
import type { MemberRole, TaskTrigger } from "#lib/db/types.gen.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import type { InputFile } from "./input-file.ts";

export const scopes = [
  "workspaces:read",
  "workspaces:write",
  "agents:read",
  "agents:write",
  "tasks:read",
  "tasks:write",
  "approvals:read",
  "approvals:write",
  "contacts:read",
  "contacts:write",
  "library:read",
  "activity:read",
  "keys:read",
  "keys:write",
  "webhooks:read",
  "webhooks:write",
] as const;
export type Scope = (typeof scopes)[number];

/** Who calls: a signed-in person (every scope) or a key (its own scopes, its own workspace). */
export type Caller = {
  userId: string;
  email: string;
  /** Null only for a signed-in person who has no workspace yet. */
  workspaceId: string | null;
  apiKey: { id: string; scopes: readonly string[] } | null;
  /** The role in the workspace, when recognising the caller has already told it. */
  role?: MemberRole;
  via: TaskTrigger;
};

/** What an operation may use while it runs, inside its one transaction. */
export type OperationContext = {
  caller: Caller;
  actor: Actor;
  /** The workspace all of it happens in. */
  workspaceId: string;
  session: Session;
  kernel: Kernel;
  clock: Clock;
  requestId: string;
  /** The file that came as the body of the request, for a command that takes one. */
  file: InputFile | null;
  /** Tells the pages to read an entity again, after the commit. */
  changed(entity: string, id: string): void;
};

/** What an operation may use after its transaction has been committed, while it speaks to somebody outside. */
export type Afterwards = Pick<OperationContext, "caller" | "actor" | "workspaceId" | "kernel" | "clock"> & {
  /** A further transaction as the caller, whose role is asked for again. */
  transact<T>(work: (context: OperationContext) => Promise<T>): Promise<T>;
};

type Common<I extends z.ZodObject, O extends z.ZodType> = {
  /** `noun.verb`. */
  name: `${string}.${string}`;
  /** What a button or a help line says. */
  title: string;
  /** One or two sentences for the API's readers and for models that choose tools. */
  summary: string;
  scope: Scope;
  /** The least role in the workspace that may call it. */
  role: MemberRole;
  /** Below /api/v1, parameters in braces: `/tasks/{id}/cancel`. Fields of the input by the same name fill them. */
  path: `/${string}`;
  input: I;
  output: O;
  /** True where no workspace exists yet. */
  needsNoWorkspace?: boolean;
  /** False where a model must not call it: keys, members, import of files. */
  isTool?: boolean;
};

export type Query<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = Common<I, O> & {
  kind: "query";
  method: "GET";
  /** Fields of the input that HTTP gives as headers, by the header's name. */
  headers?: Readonly<Record<string, string>>;
  /** True when its answer is put together from several statements, which must all see the same moment. */
  isSnapshot?: boolean;
  /** True when the answer is a file: its output is a FileAnswer, and HTTP sends the bytes themselves. */
  isFile?: boolean;
  run(context: OperationContext, input: z.infer<I>): Promise<z.input<O>>;
};

export type Command<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = Common<I, O> & {
  kind: "command";
  method: "POST" | "PATCH" | "DELETE";
  /** True when the answer carries a secret that is told once: it is never kept for a repeated Idempotency-Key. */
  tellsSecret?: boolean;
  /** The largest file, in bytes, that may be the body itself; the input then stands in the query string, structures as JSON. */
  takesFile?: { limitBytes: number };
  /**
   * What speaks to somebody outside: done after `run` has been committed, with no transaction open, and the answer is what it
   * returns. A repeated Idempotency-Key does it again, unless the answer tells a secret.
   */
  follow?(afterwards: Afterwards, input: z.infer<I>, answer: z.input<O>): Promise<z.input<O>>;
  /** HTTP status of success: 200 unless something was created (201) or goes on (202). */
  status: 200 | 201 | 202;
  run(context: OperationContext, input: z.infer<I>): Promise<z.input<O>>;
};

export type Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> =
  | Query<I, O>
  | Command<I, O>;

/** An operation whose types the list no longer needs to know; its schemas guard both ends. */
// biome-ignore lint/suspicious/noExplicitAny: the one list where operations of different shapes meet; execute parses input and output.
export type AnyOperation = Operation<any, any>;

/** A read. Never changes anything: a GET never decides. */
export function defineQuery<I extends z.ZodObject, O extends z.ZodType>(
  query: Omit<Query<I, O>, "kind" | "method">,
): Query<I, O> {
  return { ...query, kind: "query", method: "GET" };
}

/** A change. Its activity row is written in its transaction, by the kernel or by itself through recordActivity. */
export function defineCommand<I extends z.ZodObject, O extends z.ZodType>(
  command: Omit<Command<I, O>, "kind">,
): Command<I, O> {
  return { ...command, kind: "command" };
}
