/** Owns what the filters of the library offer. */
import { z } from "zod";
import { readFacets } from "#lib/db/library-facets.ts";
import { defineQuery } from "./define.ts";

const Facets = z.object({
  platforms: z.array(z.string()),
  niches: z.array(z.string()).describe("At most two hundred"),
});

export const libraryGet = defineQuery({
  name: "library.get",
  title: "Show what the library can be narrowed to",
  summary:
    "The platforms and niches that posts, videos and creators are known of, and the platforms with learned hours.",
  scope: "library:read",
  role: "viewer",
  path: "/library",
  input: z.object({}),
  output: z
    .object({ posts: Facets, videos: Facets, creators: Facets, posting_windows: z.array(z.string()) })
    .meta({ id: "Library" }),
  async run({ session, workspaceId }) {
    const { postingWindows, ...facets } = await readFacets(session, workspaceId);
    return { ...facets, posting_windows: postingWindows };
  },
});
