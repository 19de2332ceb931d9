import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openInputFile, toInputFile } from "./input-file.ts";

/** More than one piece, and no two pieces alike. */
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, line) => `${line}\n`).join(""));

test("A file on disk is read whole after a reading of it was broken off, again and again", async () => {
  await using handle = await open(path.join(tmpdir(), `quarterdeck-input-${process.pid}`), "w+");
  await handle.write(bytes);
  const file = openInputFile(handle, toInputFile(bytes));
  for (const _ of [1, 2]) {
    for await (const piece of file.read()) {
      expect(Buffer.compare(piece, bytes.subarray(0, piece.length))).toBe(0);
      break;
    }
    expect(Buffer.compare(await buffer(file.read()), bytes)).toBe(0);
  }
  expect((await handle.stat()).size).toBe(bytes.length);
});

test("A text is a file too, with the digest of its bytes", async () => {
  const file = toInputFile(bytes);
  expect(file.bytes).toBe(bytes.length);
  expect(Buffer.compare(await buffer(file.read()), bytes)).toBe(0);
  expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
});
