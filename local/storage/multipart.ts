/** Reads a multipart form as it arrives: small fields into memory, the first file as a stream; refuses a form that is malformed or has no file. */
import { Readable } from "node:stream";
import { refuse } from "./errors.ts";

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_FIELDS = 20;

export type Form = { fields: Record<string, string>; file: { contentType: string | undefined; content: Readable } };

/** Resolves at the first file: fields behind it are not read, as on the hosted service. */
export async function readForm(source: AsyncIterable<Buffer>, boundary: string): Promise<Form> {
  const reader = new PartReader(source, boundary);
  const fields: Record<string, string> = {};
  for (let count = 0; count <= MAX_FIELDS; count += 1) {
    const headers = await reader.nextPart();
    if (headers === undefined) throw refuse.invalidRequest("The form holds no file");
    const { name, isFile } = readDisposition(headers["content-disposition"] ?? "");
    if (isFile || name === "") {
      return { fields, file: { contentType: headers["content-type"], content: Readable.from(reader.content()) } };
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of reader.content()) {
      bytes += chunk.length;
      if (bytes > MAX_FIELD_BYTES) throw refuse.invalidRequest(`The form's field ${name} is too long`);
      chunks.push(chunk);
    }
    fields[name] = Buffer.concat(chunks).toString("utf8");
  }
  throw refuse.invalidRequest("The form holds too many fields");
}

/** The boundary that a content type names, or undefined when it is no form. */
export function readBoundary(contentType: string): string | undefined {
  if (!/^multipart\/form-data\b/i.test(contentType)) return undefined;
  const found = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (!boundary) throw refuse.invalidRequest("The form's boundary is missing");
  return boundary;
}

function readDisposition(header: string): { name: string; isFile: boolean } {
  return { name: /;\s*name="([^"]*)"/i.exec(header)?.[1] ?? "", isFile: /;\s*filename\*?=/i.test(header) };
}

class PartReader {
  readonly #source: AsyncIterator<Buffer>;
  readonly #delimiter: Buffer;
  #held: Buffer = Buffer.from("\r\n");

  constructor(source: AsyncIterable<Buffer>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** Skips to the next part and returns its headers; undefined after the last. */
  async nextPart(): Promise<Record<string, string> | undefined> {
    for await (const _skipped of this.content());
    this.#held = this.#held.subarray(this.#delimiter.length);
    while (this.#held.length < 2) await this.#pull();
    if (this.#held.subarray(0, 2).toString("latin1") === "--") return undefined;
    let end = this.#held.indexOf("\r\n\r\n");
    while (end < 0) {
      if (this.#held.length > MAX_HEADER_BYTES) throw refuse.invalidRequest("A header of the form is too long");
      await this.#pull();
      end = this.#held.indexOf("\r\n\r\n");
    }
    const lines = this.#held.subarray(0, end).toString("utf8").split("\r\n").filter(Boolean);
    this.#held = this.#held.subarray(end + 4);
    return Object.fromEntries(
      lines.map(line => [
        line.slice(0, line.indexOf(":")).trim().toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    );
  }

  /** The bytes up to the next delimiter, which stays held. Throws when the body ends before it. */
  async *content(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#held.indexOf(this.#delimiter);
      const ready = end >= 0 ? end : this.#held.length - this.#delimiter.length + 1;
      if (ready > 0) {
        yield this.#held.subarray(0, ready);
        this.#held = this.#held.subarray(ready);
      }
      if (end >= 0) return;
      await this.#pull();
    }
  }

  async #pull(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw refuse.invalidRequest("The form ends before its last boundary");
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
  }
}
