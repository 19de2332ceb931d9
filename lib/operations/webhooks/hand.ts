/** Owns what handling an event may use: a session of a worker or of a member, and who is said to act. */
import type { OperationContext } from "../define.ts";

/** The part of an operation's context that also the product itself has, when nobody called an operation. */
export type Hand = Pick<OperationContext, "kernel" | "session" | "workspaceId" | "actor" | "clock" | "changed">;
