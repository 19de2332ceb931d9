/** Owns the server's own way through the one door: pages that prefetch and server actions act as the signed-in person. */
import { redirect } from "next/navigation";
import type { z } from "zod";
import { getCentre } from "#centre.ts";
import { AppError, type ErrorCode, type FieldError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Caller, Operation } from "#lib/operations/define.ts";
import { readSession } from "./read-session.ts";
import { readCurrentWorkspace } from "./read-workspaces.ts";

/** Runs an operation as the signed-in person in the workspace they look at. Sends whoever is signed out to sign in. */
export async function perform<I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
): Promise<z.output<O>> {
  const caller = await readPerson();
  return getCentre().executor.execute(operation, caller, input, { requestId: createId() });
}

export type ActionResult<T> =
  | { isOk: true; value: T }
  | { isOk: false; problem: { code: ErrorCode; message: string; errors: FieldError[] } };

/** The same as a server action's answer: what the person can act on comes back as a value, bugs are thrown. */
export async function performAction<I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
): Promise<ActionResult<z.output<O>>> {
  try {
    return { isOk: true, value: await perform(operation, input) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "internal") throw error;
    return { isOk: false, problem: { code: error.code, message: error.message, errors: error.details.errors ?? [] } };
  }
}

async function readPerson(): Promise<Caller> {
  const session = await readSession();
  if (session === null) redirect("/sign-in");
  const workspace = await readCurrentWorkspace();
  const { userId, email } = session;
  return { userId, email, workspaceId: workspace?.id ?? null, apiKey: null, via: "web" };
}
