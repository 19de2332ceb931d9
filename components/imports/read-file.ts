/** Looks at a chosen file in the browser; refuses what is too large or empty before anything is sent. Holds no more than a piece of it. */
import { maxFileBytes } from "./import-types.ts";

export type ChosenFile = { name: string; bytes: number; blob: Blob; lineCount: number };

/** A refusal that a person can act on. */
export class FileRefusal extends Error {}

/** Throws FileRefusal with the limit or the fix named. */
export async function readFile(file: File): Promise<ChosenFile> {
  if (file.size > maxFileBytes) {
    throw new FileRefusal(
      `${file.name} has ${writeBytes(file.size)}; a file may have at most ${writeBytes(maxFileBytes)}. Split it, or leave out columns you do not need. Nothing was sent.`,
    );
  }
  if (file.size === 0) throw new FileRefusal(`${file.name} is empty. Choose a file with a header line and rows.`);
  return { name: file.name.slice(0, 200), bytes: file.size, blob: file, lineCount: await countLines(file) };
}

/** "1.2 MB", "340 kB". */
export function writeBytes(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  if (megabytes >= 1) return `${megabytes.toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
  return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} kB`;
}

async function countLines(file: Blob): Promise<number> {
  const reader = file.stream().getReader();
  let count = 0;
  let last: number | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return last === 10 || last === 0 ? count : count + 1;
    for (const byte of value) if (byte === 10) count += 1;
    last = value.at(-1) ?? last;
  }
}
