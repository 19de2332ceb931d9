/** Owns the texts that a model wrote in a dry run: the task that follows it uses them where it would ask the very same, once paid for. */
import { sql } from "kysely";
import { z } from "zod";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";

const KeptTexts = z.array(z.object({ digest: z.string(), value: z.json() }));
export type KeptText = z.infer<typeof KeptTexts>[number];

export type PreviewTexts = {
  /** What the model answered to this request in the preview, or null. */
  recall(digest: string): Promise<JsonValue | null>;
  /** Keeps an answer for the task that may follow. Does nothing outside a dry run. */
  keep(digest: string, value: JsonValue): void;
};

/** The texts of the preview that a task follows, read at the first question; `kept` gets what a dry run writes. */
export function createPreviewTexts(
  read: <T>(work: (session: Session) => Promise<T>) => Promise<T>,
  run: { isDryRun: boolean; previewOf: string | null },
  kept: KeptText[],
): PreviewTexts {
  const { isDryRun, previewOf } = run;
  let reading: Promise<Map<string, JsonValue>> | undefined;
  return {
    async recall(digest) {
      if (previewOf === null) return null;
      reading ??= read(session => readTexts(session, previewOf));
      return (await reading).get(digest) ?? null;
    },
    keep(digest, value) {
      if (isDryRun) kept.push({ digest, value });
    },
  };
}

async function readTexts(session: Session, taskId: string): Promise<Map<string, JsonValue>> {
  const { rows } = await sql<{ texts: unknown }>`
    select coalesce(preview -> 'texts', '[]') as texts from tasks where id = ${taskId} and is_dry_run`.execute(session);
  return new Map(KeptTexts.parse(rows[0]?.texts ?? []).map(({ digest, value }) => [digest, value as JsonValue]));
}
