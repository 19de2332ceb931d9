/** Owns what surrounds the making of one video: which brief it is of, and that its job's row says the truth meanwhile. */
import type { z } from "zod";
import { AppError, errorSurfaces, toAppError } from "#lib/core/errors.ts";
import { deriveId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { addJob, changeJob } from "./jobs.ts";
import { Script } from "./script.ts";
import type { Format, RemotionSettings } from "./settings.ts";

/** Progress is shown to people: more often would be seen by nobody. */
const TOLD_EVERY_MS = 2_000;

/** Queues a brief's job and returns its id, the same one however often the task is begun; null when there is no brief. */
export async function queueJob(
  ctx: TaskContext<RemotionSettings>,
  { brief_id, format }: { brief_id?: string; format?: Format },
): Promise<string | null> {
  const id = deriveId("render-job", ctx.task.id);
  return ctx.query(async session => {
    const known = await session.selectFrom("render_jobs").select("id").where("id", "=", id).executeTakeFirst();
    if (known !== undefined) return id;
    const brief = await findBrief(session, brief_id);
    if (brief === undefined) {
      if (brief_id === undefined) return null;
      throw refuseBrief("there is no such brief in this workspace: run remotion.brief first", "not-found");
    }
    const parsed = Script.safeParse(Object(brief.content).script);
    if (!parsed.success) {
      const issue = parsed.error.issues[0] as z.core.$ZodIssue;
      throw refuseBrief(
        `the brief's script cannot be filmed: ${issue.path.join(".") || "script"}: ${issue.message}`,
        "invalid",
      );
    }
    const script = format === undefined ? parsed.data : { ...parsed.data, format };
    await addJob(session, {
      id,
      workspaceId: ctx.workspace.id,
      briefId: brief.id,
      script,
      isUntrusted: brief.is_untrusted,
    });
    ctx.decide("plan", `Film the brief "${brief.title}", ${script.format}.`, { data: { brief_id: brief.id } });
    return id;
  });
}

function findBrief(session: Session, id: string | undefined) {
  return session
    .selectFrom("outputs")
    .innerJoin("output_revisions", join =>
      join
        .onRef("output_revisions.output_id", "=", "outputs.id")
        .onRef("output_revisions.revision", "=", "outputs.revision"),
    )
    .select(["outputs.id", "title", "content", "is_untrusted"])
    .where("kind", "=", "brief")
    .where("domain", "=", "remotion")
    .where("status", "in", ["open", "accepted"])
    .$if(id !== undefined, query => query.where("outputs.id", "=", id ?? ""))
    .$if(id === undefined, query =>
      query.where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("render_jobs").select("render_jobs.id").whereRef("brief_id", "=", "outputs.id"))),
      ),
    )
    .orderBy("outputs.id", "desc")
    .executeTakeFirst();
}

/**
 * Does the work on a job that is taken, writes its progress, and when it fails gives the job back or up: back while trying again
 * can help, which the executor does at once and the sweep later.
 */
export async function keepJobTrue<T>(
  ctx: TaskContext<RemotionSettings>,
  held: { jobId: string; taskId: string },
  work: (onProgress: (share: number) => void) => Promise<T>,
): Promise<T> {
  const told: Promise<unknown>[] = [];
  let toldAtMs = 0;
  const onProgress = (share: number) => {
    if (performance.now() - toldAtMs < TOLD_EVERY_MS) return;
    toldAtMs = performance.now();
    // Awaited below; until then a failure of it must not end the process.
    const telling = ctx.query(session => changeJob(session, held, { progress: Math.min(1, share) }));
    telling.catch(() => undefined);
    told.push(telling);
  };
  try {
    const made = await work(onProgress);
    await Promise.all(told);
    return made;
  } catch (thrown) {
    const error = toAppError(thrown);
    const status = errorSurfaces[error.code].isRetriable ? "queued" : "failed";
    await Promise.allSettled(told);
    await ctx.query(session =>
      changeJob(session, held, {
        status,
        error: error.message,
        ...(status === "failed" ? { finished_at: ctx.clock.now() } : {}),
      }),
    );
    throw thrown;
  }
}

/** "boxing-is-moving-0199c0de": readable, and no other video's. */
export function nameFile(title: string, outputId: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return [words, outputId.replaceAll("-", "").slice(-8)].filter(part => part !== "").join("-");
}

function refuseBrief(message: string, code: "invalid" | "not-found"): AppError {
  return new AppError(code, message, { details: { errors: [{ path: "params.brief_id", message }] } });
}
