import { describe, expect, it } from "vitest";
import { maxFileBytes } from "./import-types.ts";
import { FileRefusal, readFile } from "./read-file.ts";

describe("a chosen file", () => {
  it("is looked at without being changed, its lines counted", async () => {
    const given = new File(["name,city\nÅsa,Malmö\n"], "people.csv");
    expect(await readFile(given)).toEqual({ name: "people.csv", bytes: 22, blob: given, lineCount: 2 });
    expect((await readFile(new File(["name\nAda"], "open.csv"))).lineCount).toBe(2);
  });

  it("above the limit is refused with both sizes before it is read", async () => {
    const huge = new File(["a"], "huge.csv");
    Object.defineProperty(huge, "size", { value: 300 * 1024 * 1024 });
    Object.defineProperty(huge, "stream", { value: () => Promise.reject(new Error("it was read")) });
    await expect(readFile(huge)).rejects.toThrow(/huge\.csv has 300 MB; a file may have at most 256 MB/);
    expect(maxFileBytes).toBe(256 * 1024 * 1024);
  });

  it("that is empty is refused with what to do", async () => {
    const refusal = await readFile(new File([], "none.csv")).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FileRefusal);
    expect((refusal as FileRefusal).message).toMatch(/none\.csv is empty/);
  });
});
