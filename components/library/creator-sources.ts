/** Where facts about a creator are from, in words. */
import type { Creator } from "#lib/operations/shapes/creator.ts";

export const creatorSources: Record<Creator["source"], string> = {
  import: "Import",
  "market-research": "Market research",
  posts: "Seen in posts",
};
