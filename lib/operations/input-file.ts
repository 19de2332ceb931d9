/** Owns a file that comes with a request, as bytes that can be read more than once; refuses to hold a large one in memory. */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

export type InputFile = {
  bytes: number;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
  /** The bytes from the beginning, in pieces; each call reads anew. */
  read(): AsyncIterable<Uint8Array>;
};

const pieceBytes = 256 * 1024;

/** Bytes, or a text in UTF-8, as a file. */
export function toInputFile(content: string | Uint8Array): InputFile {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : Buffer.from(content);
  return {
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    async *read() {
      for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
    },
  };
}

/** An open file on this machine's disk; whoever opened it closes it. Reading may stop anywhere and begin anew: a stream would close it. */
export function openInputFile(handle: FileHandle, facts: { bytes: number; sha256: string }): InputFile {
  return {
    ...facts,
    async *read() {
      for (let at = 0; at < facts.bytes; ) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
  };
}
