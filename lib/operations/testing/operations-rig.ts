/** The one door on a real database for tests: a workspace, people of every role, and one call to do anything as anyone. */
import { randomUUID } from "node:crypto";
import type { MemberRole } from "#lib/db/types.gen.ts";
import { type KernelRig, openKernelRig } from "#lib/kernel/testing/kernel-rig.ts";
import type { Caller } from "../define.ts";
import { createExecutor } from "../execute.ts";
import type { InputFile } from "../input-file.ts";
import { findOperation } from "../list.ts";

export type OperationsRig = KernelRig & {
  owner: Caller;
  /** A new person with a role in the rig's workspace. */
  addPerson(role: Exclude<MemberRole, "owner">): Promise<Caller>;
  /** A person who belongs to nothing. */
  createStranger(): Caller;
  /** Calls an operation by name; its checked output as untyped JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape, and a wrong field fails them.
  call(name: string, input?: unknown, caller?: Caller, idempotencyKey?: string, file?: InputFile): Promise<any>;
};

export async function openOperationsRig(options: Parameters<typeof openKernelRig>[0] = {}): Promise<OperationsRig> {
  const rig = await openKernelRig(options);
  const executor = createExecutor(rig.kernel);
  const createCaller = (userId: string, workspaceId: string | null): Caller => ({
    userId,
    email: `${userId.slice(0, 8)}@example.com`,
    workspaceId,
    apiKey: null,
    via: "web",
  });
  const owner = createCaller(rig.userId, rig.workspaceId);
  return {
    ...rig,
    owner,
    async addPerson(role) {
      const userId = randomUUID();
      await rig.asPerson(session =>
        session.insertInto("members").values({ workspace_id: rig.workspaceId, user_id: userId, role }).execute(),
      );
      return createCaller(userId, rig.workspaceId);
    },
    createStranger: () => createCaller(randomUUID(), null),
    call(name, input = {}, caller = owner, idempotencyKey = undefined, file = undefined) {
      const operation = findOperation(name);
      if (operation === undefined) throw new Error(`there is no operation ${name}`);
      return executor.execute(operation, caller, input, { requestId: randomUUID(), idempotencyKey, file });
    },
  };
}
