/** Owns how an operation answers with a file: what it is, and its bytes unless they were not wanted. */
import { z } from "zod";

const described = {
  name: z.string(),
  mime_type: z.string(),
  byte_count: z.number().int().describe("Of the whole file"),
  etag: z.string(),
};
const Bytes = z.instanceof(Uint8Array);

export const FileAnswer = z.discriminatedUnion("kind", [
  z.object({ ...described, kind: z.literal("whole"), from: z.number().int(), bytes: Bytes }),
  z.object({ ...described, kind: z.literal("part"), from: z.number().int(), bytes: Bytes }),
  z.object({ ...described, kind: z.literal("unchanged") }),
  z.object({ ...described, kind: z.literal("unsatisfiable") }),
]);
export type FileAnswer = z.infer<typeof FileAnswer>;
