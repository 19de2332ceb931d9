/** Owns the reading of tests between two ways of posting, with their ways and the looks at them. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { AbLooks, AbTestStatus, AbTests, AbVariants } from "./types.gen.ts";

export type AbTestRow = Selectable<AbTests>;
export type AbVariantRow = Selectable<AbVariants>;
export type AbLookRow = Selectable<AbLooks>;
export type AbTestFilter = { status?: AbTestStatus; platform?: string };

/** Tests, newest first. */
export function listAbTests(
  session: Session,
  workspaceId: string,
  filter: AbTestFilter,
  page: { limit: number; beforeId?: string },
): Promise<AbTestRow[]> {
  return session
    .selectFrom("ab_tests")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.status !== undefined, query => query.where("status", "=", filter.status as AbTestStatus))
    .$if(filter.platform !== undefined, query => query.where("platform", "=", filter.platform as string))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findAbTest(session: Session, workspaceId: string, id: string): Promise<AbTestRow | undefined> {
  return session
    .selectFrom("ab_tests")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** The ways of some tests, each test's first way first. */
export async function listAbVariants(
  session: Session,
  workspaceId: string,
  testIds: readonly string[],
): Promise<AbVariantRow[]> {
  if (testIds.length === 0) return [];
  return session
    .selectFrom("ab_variants")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("test_id", "in", testIds)
    .orderBy("test_id")
    .orderBy("position")
    .execute();
}

/** The looks at some tests, each test's first look first. */
export async function listAbLooks(
  session: Session,
  workspaceId: string,
  testIds: readonly string[],
): Promise<AbLookRow[]> {
  if (testIds.length === 0) return [];
  return session
    .selectFrom("ab_looks")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("test_id", "in", testIds)
    .orderBy("test_id")
    .orderBy("seq")
    .execute();
}
