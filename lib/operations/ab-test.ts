/** Owns the reading of tests between two ways of posting. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findAbTest, listAbLooks, listAbTests, listAbVariants } from "#lib/db/ab-tests.ts";
import { defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { AbTest, AbTestStatusSchema, describeAbTest } from "./shapes/ab-test.ts";
import { Id } from "./shapes/fields.ts";
import { PlatformFilter } from "./shapes/filters.ts";

export const abTestList = defineQuery({
  name: "ab-test.list",
  title: "List A/B tests",
  summary: "Tests of two ways of posting the same content, newest first, each with its ways, looks and uplift.",
  scope: "library:read",
  role: "viewer",
  path: "/ab-tests",
  input: PageInput.extend({
    status: AbTestStatusSchema.optional().describe("Only tests with this status"),
    platform: PlatformFilter,
  }),
  output: pageOf(AbTest),
  async run({ session, workspaceId }, { limit, cursor, ...filter }) {
    const page = { limit: limit + 1, beforeId: decodeIdCursor(cursor) };
    const rows = await listAbTests(session, workspaceId, filter, page);
    const ids = rows.map(row => row.id);
    const variants = await listAbVariants(session, workspaceId, ids);
    const looks = await listAbLooks(session, workspaceId, ids);
    return toPage(
      rows,
      limit,
      row => [row.id],
      row => describeAbTest(row, variants, looks),
    );
  },
});

export const abTestGet = defineQuery({
  name: "ab-test.get",
  title: "Show an A/B test",
  summary: "A test with its two ways, every look at it, and what was decided.",
  scope: "library:read",
  role: "viewer",
  path: "/ab-tests/{id}",
  input: z.object({ id: Id.describe("The test's id") }),
  output: AbTest,
  async run({ session, workspaceId }, { id }) {
    const test = await findAbTest(session, workspaceId, id);
    if (test === undefined) throw new AppError("not-found", "there is no such test in this workspace");
    const variants = await listAbVariants(session, workspaceId, [id]);
    return describeAbTest(test, variants, await listAbLooks(session, workspaceId, [id]));
  },
});
