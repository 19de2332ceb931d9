/** Owns the one door: scope, input, role, idempotency and transaction of every operation are checked here and nowhere else. */
import { sql } from "kysely";
import type { z } from "zod";
import { writeCanonical } from "#lib/core/digest.ts";
import { AppError, toAppError } from "#lib/core/errors.ts";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import { toJson } from "#lib/core/json.ts";
import type { Vault } from "#lib/core/vault.ts";
import type { Session } from "#lib/db/database.ts";
import type { MemberRole } from "#lib/db/types.gen.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import type { AnyOperation, Caller, Operation, OperationContext } from "./define.ts";
import type { InputFile } from "./input-file.ts";
import { refuseUnstorable } from "./refuse-unstorable.ts";

const rank: Record<MemberRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

export type Executor = {
  /**
   * Runs an operation for a caller in one transaction and returns its checked output.
   * Throws AppError: `unauthenticated`, `forbidden`, `invalid` with field paths, or what the operation itself refuses.
   */
  execute<I extends z.ZodObject, O extends z.ZodType>(
    operation: Operation<I, O>,
    caller: Caller,
    input: unknown,
    options: { requestId: string; idempotencyKey?: string; file?: InputFile },
  ): Promise<z.output<O>>;
};

/** The executor over the kernel. */
export function createExecutor(kernel: Kernel): Executor {
  return {
    async execute(operation, caller, input, { requestId, idempotencyKey, file }) {
      requireScope(operation, caller);
      refuseUnstorable(input);
      const parsed = operation.input.safeParse(input ?? {});
      if (!parsed.success) throw refuseFields(listFieldErrors(parsed.error), parsed.error);
      const workspaceId = requireWorkspace(operation, caller);
      const actor = describeActor(caller);

      const transact = <T>(work: (context: OperationContext) => Promise<T>): Promise<T> =>
        kernel.asPerson(
          { userId: caller.userId, keyWorkspaceId: caller.apiKey === null ? undefined : workspaceId },
          workspaceId,
          async session => {
            if (operation.needsNoWorkspace !== true) await requireRole(session, operation, caller, workspaceId);
            return work({
              caller,
              actor,
              workspaceId,
              session,
              kernel,
              clock: kernel.clock,
              requestId,
              file: file ?? null,
              changed: (entity, id) => noteChange(session, entity, id),
            });
          },
          { isSnapshot: operation.kind === "query" && operation.isSnapshot === true },
        );

      try {
        const answer = await transact(context => {
          const perform = () => operation.run(context, parsed.data);
          if (operation.kind === "query" || idempotencyKey === undefined || workspaceId === "") return perform();
          return performOnce(
            context.session,
            {
              vault: kernel.vault,
              workspaceId,
              actor,
              key: idempotencyKey,
              operation: operation.name,
              input: parsed.data,
              file,
              keepsAnswer: operation.tellsSecret !== true,
            },
            perform,
          );
        });
        const output =
          operation.kind === "query" || operation.follow === undefined
            ? answer
            : await operation.follow(
                { caller, actor, workspaceId, kernel, clock: kernel.clock, transact },
                parsed.data,
                answer,
              );
        return operation.output.parse(output);
      } catch (error) {
        throw toAppError(error);
      }
    },
  };
}

function describeActor(caller: Caller): Actor {
  if (caller.apiKey !== null) return { kind: "api-key", id: caller.apiKey.id, userId: caller.userId, via: caller.via };
  return { kind: "person", id: caller.userId, userId: caller.userId, via: caller.via };
}

function requireScope(operation: AnyOperation, caller: Caller): void {
  if (caller.apiKey === null || caller.apiKey.scopes.includes(operation.scope)) return;
  throw new AppError("forbidden", `this key lacks the scope ${operation.scope}: make one that has it`);
}

function requireWorkspace(operation: AnyOperation, caller: Caller): string {
  if (caller.workspaceId !== null) return caller.workspaceId;
  if (operation.needsNoWorkspace === true) return "";
  throw new AppError("conflict", "you belong to no workspace yet: create one first");
}

async function requireRole(
  session: Session,
  operation: AnyOperation,
  caller: Caller,
  workspaceId: string,
): Promise<void> {
  const role = caller.role ?? (await findRole(session, workspaceId, caller.userId));
  if (role === undefined) throw new AppError("not-found", "there is no such workspace, or you are not a member of it");
  if (rank[role] < rank[operation.role as MemberRole]) {
    throw new AppError("forbidden", `${operation.title} needs the role ${operation.role}; yours is ${role}`);
  }
}

async function findRole(session: Session, workspaceId: string, userId: string): Promise<MemberRole | undefined> {
  const row = await session
    .selectFrom("members")
    .select("role")
    .where("workspace_id", "=", workspaceId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row?.role;
}

type Keyed = {
  vault: Vault;
  workspaceId: string;
  actor: Actor;
  key: string;
  operation: string;
  input: unknown;
  file: InputFile | undefined;
  keepsAnswer: boolean;
};

/** The first answer for a key, or the work done now and its answer kept in the same transaction. */
async function performOnce<T>(session: Session, keyed: Keyed, perform: () => Promise<T>): Promise<T> {
  const owner = keyed.actor.userId ?? keyed.actor.id;
  // Under the installation's key: the body may hold a weak password, and this row outlives the request.
  const bodyDigest = keyed.vault.fingerprint(
    writeCanonical({ operation: keyed.operation, input: toJson(keyed.input), file: keyed.file?.sha256 }),
  );
  const inserted = await session
    .insertInto("idempotency_keys")
    .values({
      workspace_id: keyed.workspaceId,
      actor: owner,
      key: keyed.key,
      operation: keyed.operation,
      body_digest: bodyDigest,
    })
    .onConflict(conflict => conflict.columns(["workspace_id", "actor", "key"]).doNothing())
    .returning("key")
    .executeTakeFirst();
  if (inserted === undefined) {
    const first = await session
      .selectFrom("idempotency_keys")
      .select(["body_digest", "response"])
      .where("workspace_id", "=", keyed.workspaceId)
      .where("actor", "=", owner)
      .where("key", "=", keyed.key)
      .executeTakeFirstOrThrow();
    if (first.body_digest !== bodyDigest) {
      throw refuseFields([
        { path: "Idempotency-Key", message: "was used for another request: send a new key with a new body" },
      ]);
    }
    if (!keyed.keepsAnswer) {
      throw new AppError("conflict", "this was done already, and its secret is told only once: make another");
    }
    return first.response as T;
  }
  const answer = await perform();
  if (!keyed.keepsAnswer) return answer;
  await session
    .updateTable("idempotency_keys")
    .set({ response: sql`${JSON.stringify(toJson(answer))}::jsonb` })
    .where("workspace_id", "=", keyed.workspaceId)
    .where("actor", "=", owner)
    .where("key", "=", keyed.key)
    .execute();
  return answer;
}
