/** Owns the reading of a CSV file: encoding, delimiter, header, and every record with its line. Refuses what is not a table. */
import { refuseFields } from "#lib/core/fields.ts";
import type { InputFile } from "../input-file.ts";
import { type CsvRecord, createCsvCutter } from "./csv-records.ts";
import { damage, decodeFile, type Encoding, recogniseEncoding } from "./encoding.ts";

const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** The most characters of a file that its delimiter, header and first rows are read from. */
const sampleLength = 256 * 1024;
const longestRecord = 1024 * 1024;

export type Table = {
  encoding: Encoding;
  delimiter: Delimiter;
  /** The names of the columns, made unique. */
  header: string[];
  /** The first complete rows after the header. */
  readFirst(limit: number): string[][];
  /** Every record after the header; each call reads anew. */
  read(): AsyncGenerator<CsvRecord>;
};

/** Opens a file as a table. Throws `invalid` when it is empty, no text, or has no header. */
export async function openTable(file: InputFile, wanted?: Encoding): Promise<Table> {
  if (file.bytes === 0)
    throw refuseFields([{ path: "csv", message: "the file is empty: choose one with a header and rows" }]);
  const { encoding, isDamaged, lineEnd } = await recogniseEncoding(file, wanted);
  const sample = await takeSample(file, encoding);
  const cutSample = (delimiter: Delimiter) => cutWhole(sample, delimiter, lineEnd);
  const delimiter = detectDelimiter(cutSample);
  const first = cutSample(delimiter);
  const header = readHeader(first);
  const unknown = encoding === "windows-1252" ? damage["windows-1252"] : damage.other;

  return {
    encoding,
    delimiter,
    header,
    readFirst: limit =>
      first
        .flatMap(record => ("fields" in record && record.fields.length === header.length ? [record.fields] : []))
        .slice(1, limit + 1),
    async *read() {
      const cutter = createCsvCutter({ delimiter, lineEnd, longestRecord });
      let isHeader = true;
      const pass = function* (records: readonly CsvRecord[]): Generator<CsvRecord> {
        for (const record of records) {
          if (isHeader) isHeader = false;
          else if (isDamaged && "fields" in record && record.fields.some(field => unknown.test(field))) {
            const problem = `holds bytes that are not valid in ${encoding.toUpperCase()}: save the file as CSV UTF-8, or name its encoding`;
            yield { line: record.line, lastLine: record.lastLine, problem };
          } else yield record;
        }
      };
      for await (const text of decodeFile(file, encoding)) yield* pass(cutter.read(text));
      yield* pass(cutter.end());
    },
  };
}

async function takeSample(file: InputFile, encoding: Encoding): Promise<{ text: string; isWhole: boolean }> {
  let text = "";
  for await (const piece of decodeFile(file, encoding)) {
    text += piece;
    if (text.length > sampleLength) return { text: text.slice(0, sampleLength), isWhole: false };
  }
  return { text, isWhole: true };
}

/** The records of a sample. One that is cut off, or may be, is left out where there are others. */
function cutWhole({ text, isWhole }: { text: string; isWhole: boolean }, delimiter: Delimiter, lineEnd: "\n" | "\r") {
  const cutter = createCsvCutter({ delimiter, lineEnd, longestRecord });
  const records = cutter.read(text);
  return isWhole || records.length === 0 ? [...records, ...cutter.end()] : records;
}

/** The delimiter under which the first lines look most like a table. A single column reads as separated by commas. */
function detectDelimiter(cut: (delimiter: Delimiter) => CsvRecord[]): Delimiter {
  const scored = delimiters.map(delimiter => ({ delimiter, score: scoreTable(cut(delimiter).slice(0, 20)) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : ",";
}

function scoreTable(records: readonly CsvRecord[]): number {
  const widths = records.map(record => ("fields" in record ? record.fields.length : 0));
  const width = widths[0] ?? 0;
  if (width < 2) return 0;
  return (widths.filter(other => other === width).length / widths.length) * width;
}

function readHeader(records: readonly CsvRecord[]): string[] {
  const first = records[0];
  if (first === undefined || "problem" in first || first.fields.every(name => name.trim() === "")) {
    const why = first !== undefined && "problem" in first ? `: on line ${first.line}, ${first.problem}` : "";
    throw refuseFields([
      { path: "csv", message: `the file has no header${why || ": its first line must name the columns"}` },
    ]);
  }
  const { fields } = first;
  if (fields.length > 500)
    throw refuseFields([{ path: "csv", message: "the file has over 500 columns: leave some out" }]);
  const seen = new Map<string, number>();
  return fields.map((raw, index) => {
    const plain = raw.replaceAll(/[\p{Cc}\ufffd]/gu, "").trim();
    const name = plain.slice(0, 200).toWellFormed() || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
