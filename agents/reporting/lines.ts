/** Owns which domain's line is written how; a domain that is not listed gets a line without numbers. */
import type { ClaimBook, Phrase } from "./claim-book.ts";
import { writeAbTesterLine } from "./lines/ab-tester.ts";
import { writeContentMixLine } from "./lines/content-mix.ts";
import { writeCreatorsLine } from "./lines/creators.ts";
import { writeOutreachLine } from "./lines/outreach.ts";
import { writeProspectLine } from "./lines/prospect.ts";
import { writeRemotionLine } from "./lines/remotion.ts";
import { writeSchedulerLine } from "./lines/scheduler.ts";
import { writeTrendsLine } from "./lines/trends.ts";
import { writeYoutubeLine } from "./lines/youtube.ts";
import type { SweptTask } from "./sweep-reading.ts";

/** Derives what an ended task has left in its tables. Empty phrases are left out. */
export type LineWriter = (book: ClaimBook, task: SweptTask) => Promise<Phrase[]>;

/** In the order in which they are read. */
export const lineWriters: Record<string, { title: string; write: LineWriter }> = {
  prospect: { title: "Prospects", write: writeProspectLine },
  "ab-tester": { title: "A/B tests", write: writeAbTesterLine },
  scheduler: { title: "Posting times", write: writeSchedulerLine },
  "content-mix": { title: "Content mix", write: writeContentMixLine },
  youtube: { title: "YouTube", write: writeYoutubeLine },
  trends: { title: "Trends", write: writeTrendsLine },
  creators: { title: "Creators", write: writeCreatorsLine },
  outreach: { title: "Outreach", write: writeOutreachLine },
  remotion: { title: "Remotion", write: writeRemotionLine },
};
