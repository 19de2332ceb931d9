/** Reads a chosen file in the browser; refuses what is too large, empty or not text before anything is sent. */
import { maxFileBytes, previewBytes } from "./import-types.ts";

export type ReadFile = { name: string; bytes: number; csv: string; lineCount: number };

/** A refusal that a person can act on. */
export class FileRefusal extends Error {}

/** Throws FileRefusal with the limit or the fix named. */
export async function readFile(file: File): Promise<ReadFile> {
  if (file.size > maxFileBytes) {
    throw new FileRefusal(
      `${file.name} has ${writeBytes(file.size)}; a file may have at most ${writeBytes(maxFileBytes)}. Split it, or leave out columns you do not need. Nothing was sent.`,
    );
  }
  if (file.size === 0) throw new FileRefusal(`${file.name} is empty. Choose a file with a header line and rows.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.includes(0)) {
    throw new FileRefusal(`${file.name} is not a text file. In your spreadsheet choose "Save as" and CSV (UTF-8).`);
  }
  try {
    const csv = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { name: file.name.slice(0, 200), bytes: file.size, csv, lineCount: countLines(bytes) };
  } catch {
    // The decoder says only that it failed; what helps is how to save the file.
    throw new FileRefusal(`${file.name} is not in UTF-8. In your spreadsheet choose "Save as" and CSV (UTF-8).`);
  }
}

/** The beginning of a file that a preview reads, cut at the end of a line. */
export function takeBeginning(csv: string): string {
  // A character takes at most three bytes of UTF-8 for each of its units.
  const units = Math.floor(previewBytes / 3);
  if (csv.length <= units) return csv;
  const end = csv.lastIndexOf("\n", units);
  return csv.slice(0, end > 0 ? end : units);
}

/** "1.2 MB", "340 kB". */
export function writeBytes(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  if (megabytes >= 1) return `${megabytes.toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
  return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} kB`;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return bytes.at(-1) === 10 ? count : count + 1;
}
