import { describe, expect, it } from "vitest";
import { maxFileBytes } from "./import-types.ts";
import { FileRefusal, readFile, takeBeginning } from "./read-file.ts";

describe("a chosen file", () => {
  it("is read as text with its lines counted", async () => {
    const file = await readFile(new File(["name,city\nÅsa,Malmö\n"], "people.csv"));
    expect(file).toEqual({ name: "people.csv", bytes: 22, csv: "name,city\nÅsa,Malmö\n", lineCount: 2 });
  });

  it("above the limit is refused with both sizes before it is read", async () => {
    const huge = new File(["a"], "huge.csv");
    Object.defineProperty(huge, "size", { value: 100 * 1024 * 1024 });
    Object.defineProperty(huge, "arrayBuffer", { value: () => Promise.reject(new Error("it was read")) });
    await expect(readFile(huge)).rejects.toThrow(/huge\.csv has 100 MB; a file may have at most 32 MB/);
    expect(maxFileBytes).toBe(32 * 1024 * 1024);
  });

  it.each([
    ["empty", new File([], "none.csv"), /none\.csv is empty/],
    ["a spreadsheet", new File([new Uint8Array([80, 75, 3, 4, 0, 1])], "book.xlsx"), /is not a text file/],
    ["in another encoding", new File([new Uint8Array([65, 10, 0xe9, 10])], "old.csv"), /is not in UTF-8/],
  ])("that is %s is refused with what to do", async (_, file, message) => {
    const refusal = await readFile(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FileRefusal);
    expect((refusal as FileRefusal).message).toMatch(message);
  });

  it("is previewed by its first whole lines, within the server's limit", () => {
    const csv = "é,b\n".repeat(200_000);
    const beginning = takeBeginning(csv);
    expect(csv.startsWith(beginning)).toBe(true);
    expect(beginning.endsWith("b")).toBe(true);
    expect(new TextEncoder().encode(beginning).length).toBeLessThan(256 * 1024);
    expect(takeBeginning("a,b\n1,2")).toBe("a,b\n1,2");
  });
});
