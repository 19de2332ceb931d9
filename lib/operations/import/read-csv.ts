/** Owns the reading of CSV text: delimiter, header and rows with their lines. Refuses text that is not a table. */
import { Readable } from "node:stream";
import { CsvError, type Options, parse } from "csv-parse";
import { parse as parseNow } from "csv-parse/sync";
import { refuseFields } from "#lib/core/fields.ts";

export type CsvRow = {
  /** Where the row begins in the file; the header is line 1. */
  line: number;
  fields: string[];
};

const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

const chunkBytes = 64 * 1024;
const longestRecordBytes = 1024 * 1024;

const base = {
  bom: true,
  info: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: longestRecordBytes,
} satisfies Options;

/** The delimiter under which the first lines look most like a table. A single column reads as separated by commas. */
export function detectDelimiter(csv: string): Delimiter {
  const sample = csv.slice(0, 32 * 1024);
  const scored = delimiters.map(delimiter => ({ delimiter, score: scoreDelimiter(sample, delimiter) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : ",";
}

function scoreDelimiter(sample: string, delimiter: Delimiter): number {
  const rows = readSample(sample, delimiter, 20);
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0;
  return (rows.filter(row => row.length === width).length / rows.length) * width;
}

function readSample(sample: string, delimiter: Delimiter, limit: number): string[][] {
  try {
    return parseNow(sample, { ...base, info: false, delimiter, to: limit });
  } catch (error) {
    // A sample may end inside a quoted field; then the part before it is what there is to look at.
    if (!(error instanceof CsvError) || error.code !== "CSV_QUOTE_NOT_CLOSED") return [];
    const cut = sample.lastIndexOf("\n", sample.lastIndexOf('"') - 1);
    return cut > 0 ? readSample(sample.slice(0, cut), delimiter, limit) : [];
  }
}

/** The rows of a CSV text after its header, each with the line on which it begins. Yields to other work between chunks. */
export async function* readRows(csv: string, delimiter: Delimiter): AsyncGenerator<CsvRow> {
  const bytes = Buffer.from(csv, "utf8");
  const chunks = function* () {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  };
  const parser = Readable.from(chunks()).pipe(parse({ ...base, delimiter }));
  let isHeader = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      yield { line: info.lines - countNewlines(record), fields: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refuseFields([{ path: "csv", message: explain(error) }], error);
  }
}

/** The names of the columns, made unique. Throws `invalid` when there is no header. */
export function readHeader(csv: string, delimiter: Delimiter): string[] {
  const [first] = readSample(csv.slice(0, 256 * 1024), delimiter, 1);
  if (first === undefined || first.every(name => name.trim() === "")) {
    throw refuseFields([{ path: "csv", message: "the file has no header: its first line must name the columns" }]);
  }
  if (first.length > 500)
    throw refuseFields([{ path: "csv", message: "the file has over 500 columns: leave some out" }]);
  const seen = new Map<string, number>();
  return first.map((raw, index) => {
    const name = raw.trim().slice(0, 200) || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** The first complete rows after the header of what may be only the beginning of a file. */
export function readFirstRows(csv: string, delimiter: Delimiter, limit: number): string[][] {
  return readSample(csv, delimiter, limit + 1).slice(1);
}

function countNewlines(record: readonly string[]): number {
  let count = 0;
  for (const field of record) {
    for (let at = field.indexOf("\n"); at !== -1; at = field.indexOf("\n", at + 1)) count += 1;
  }
  return count;
}

function explain(error: CsvError): string {
  const line = typeof error.lines === "number" ? `line ${error.lines}: ` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED") return `${line}a quoted field is never closed: close it with "`;
  if (error.code === "CSV_MAX_RECORD_SIZE") return `${line}a row is longer than 1 MB: is a quote missing?`;
  return `${line}this is not a table the product can read: save it as CSV in UTF-8`;
}
