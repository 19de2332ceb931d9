import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InputFile, toInputFile } from "../input-file.ts";
import { type CsvRecord, createCsvCutter } from "./csv-records.ts";
import { openTable } from "./read-csv.ts";
import { createSeenKeys } from "./seen-keys.ts";

const form = { delimiter: ",", lineEnd: "\n", longestRecord: 1_000 } as const;

function cut(text: string, pieceLength = text.length): CsvRecord[] {
  const cutter = createCsvCutter(form);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += Math.max(1, pieceLength)) {
    records.push(...cutter.read(text.slice(at, at + Math.max(1, pieceLength))));
  }
  return [...records, ...cutter.end()];
}

function toFile(bytes: Uint8Array, pieceBytes = 7): InputFile {
  return {
    bytes: bytes.length,
    sha256: "",
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

async function readAll(file: InputFile): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of (await openTable(file)).read()) records.push(record);
  return records;
}

const quote = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
const fields = fc.string({ unit: fc.constantFrom("a", "é", "😃", '"', ",", "\n", " ", "\r\n", ";"), maxLength: 8 });

describe("Records of a CSV text", () => {
  it("come back as they were written, whatever the size of the pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fields, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (rows, pieceLength, lineEnd, hasEnd) => {
          const text = rows.map(row => row.map(quote).join(",")).join(lineEnd) + (hasEnd ? lineEnd : "");
          expect(cut(text, pieceLength).map(record => "fields" in record && record.fields)).toEqual(rows);
        },
      ),
      { seed: 4, numRuns: 400 },
    );
  });

  it("account for every line of any text: each is in a record, refused or blank", () => {
    const junk = fc.string({ unit: fc.constantFrom("a", '"', '""', ",", "\n", " ", "\r"), maxLength: 60 });
    fc.assert(
      fc.property(junk, fc.integer({ min: 1, max: 9 }), (text, pieceLength) => {
        const records = cut(text, pieceLength);
        expect(records).toEqual(cut(text));
        const covered = new Set(
          records.flatMap(({ line, lastLine }) => Array.from({ length: lastLine - line + 1 }, (_, at) => line + at)),
        );
        for (const [at, line] of text.split("\n").entries()) {
          if (line.trim() !== "") expect([...covered], JSON.stringify({ text, line: at + 1 })).toContain(at + 1);
        }
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });

  it("begin on the line that they are told with, also after fields of several lines and blank lines", () => {
    expect(cut('a,b\n\n"two\nlines",1\nlast,2').map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [1, 1],
      [3, 4],
      [5, 5],
    ]);
  });

  it("go on after a quote that is never closed: only its line is lost, and told", () => {
    const records = cut('a,b\n1,one\n2,"never closed\n3,three\n4,"four"\n5,five\n');
    expect(records.map(record => ("fields" in record ? record.fields[0] : record))).toEqual([
      "a",
      "1",
      { line: 3, lastLine: 3, problem: expect.stringContaining("never closed") },
      "3",
      "4",
      "5",
    ]);
  });

  it("take quotes inside a field that were not written twice", () => {
    expect(cut('1,"She said "hi" to me",x\n2,5" wide,y\n').map(record => "fields" in record && record.fields)).toEqual([
      ["1", 'She said "hi" to me', "x"],
      ["2", '5" wide', "y"],
    ]);
  });

  it("are refused above the longest length, without what follows", () => {
    const records = cut(`a,b\n${"x".repeat(5_000)}\n1,2\n`, 100);
    expect(records).toMatchObject([{ line: 1 }, { line: 2, problem: expect.stringContaining("longer") }, { line: 3 }]);
  });
});

describe("The encoding of a file", () => {
  const text = "name,city\nÅsa,Malmö\nZoë,Köln\n";
  const rows = [
    ["Åsa", "Malmö"],
    ["Zoë", "Köln"],
  ];
  const swap = (bytes: Buffer) => Buffer.from(bytes).swap16();
  const wide = Buffer.from(text, "utf16le");

  it.each([
    ["UTF-8", Buffer.from(text), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), "utf-8"],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${text}`, "utf16le"), "utf-16le"],
    ["UTF-16 the other way round", swap(Buffer.from(`\ufeff${text}`, "utf16le")), "utf-16be"],
    ["UTF-16 without a mark", wide, "utf-16le"],
    ["Latin-1", Buffer.from(text, "latin1"), "windows-1252"],
    ["UTF-8 with carriage returns alone", Buffer.from(text.replaceAll("\n", "\r")), "utf-8"],
  ])("%s is recognised and read", async (_name, bytes, encoding) => {
    const table = await openTable(toFile(bytes));
    expect([table.encoding, table.header]).toEqual([encoding, ["name", "city"]]);
    const records = await readAll(toFile(bytes));
    expect(records.map(record => "fields" in record && record.fields)).toEqual(rows);
  });

  it("leaves rows whose bytes are not valid in it to be refused, each with its line", async () => {
    const lines = [Buffer.from(text), Buffer.from([0x42, 0xff, 0x2c, 0x63, 10]), Buffer.from("Eve,Århus\n")];
    const records = await readAll(toFile(Buffer.concat(lines)));
    expect(records).toMatchObject([
      { line: 2, fields: rows[0] },
      { line: 3, fields: rows[1] },
      { line: 4, problem: expect.stringContaining("not valid in UTF-8") },
      { line: 5, fields: ["Eve", "Århus"] },
    ]);
  });

  it("keeps a replacement character that the file itself holds", async () => {
    const records = await readAll(toInputFile("a,b\n\ufffd,1\n"));
    expect(records).toMatchObject([{ fields: ["\ufffd", "1"] }]);
  });

  it("can be named where nothing tells it", async () => {
    const bytes = Buffer.from([0x61, 10, 0xcf, 0xf0, 0xe8, 10]);
    const table = await openTable(toFile(bytes), "windows-1251");
    expect(table.readFirst(1)).toEqual([["При"]]);
  });

  it.each([
    ["a spreadsheet", Buffer.from("504b030414000600", "hex"), /spreadsheet/],
    ["no text", Buffer.alloc(400), /no text/],
    ["empty", Buffer.alloc(0), /empty/],
    ["without a header", Buffer.from("\n \n"), /no header/],
  ])("refuses what is %s, with what to do", async (_name, bytes, message) => {
    await expect(openTable(toFile(bytes, 1_000))).rejects.toThrow(message);
  });
});

describe("Keys seen before", () => {
  it("are found again with the line they were last on, among a hundred thousand others", () => {
    const seen = createSeenKeys();
    for (let at = 1; at <= 100_000; at++) expect(seen.see(`email person${at}@example.com`, at)).toBeNull();
    for (let at = 1; at <= 100_000; at += 997) expect(seen.see(`email person${at}@example.com`, at + 200_000)).toBe(at);
    expect(seen.see("email person1@example.com", 400_000)).toBe(200_001);
  });
});
