/** A log that never grows beyond two files of a fixed size, and remembers its last lines for error messages. */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const MAX_BYTES = 5 * 1024 * 1024;
const REMEMBERED_LINES = 30;

export class LogFile {
  readonly path: string;
  #descriptor: number;
  #bytes: number;
  #last = "";

  constructor(file: string) {
    this.path = file;
    this.#descriptor = openSync(file, "a", 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(chunk: Buffer | string): void {
    const text = chunk.toString();
    this.#last = (this.#last + text).slice(-8_000);
    try {
      if (this.#bytes > MAX_BYTES) this.#rotate();
      this.#bytes += writeSync(this.#descriptor, text);
    } catch (error) {
      // A full disk must not take the supervisor down with it; the memory of the last lines remains.
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }

  /** The last lines, for a message about what went wrong. */
  tail(): string {
    return this.#last.trimEnd().split("\n").slice(-REMEMBERED_LINES).join("\n");
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    renameSync(this.path, `${this.path}.1`);
    this.#descriptor = openSync(this.path, "a", 0o600);
    this.#bytes = 0;
  }
}
