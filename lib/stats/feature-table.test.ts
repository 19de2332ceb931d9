import { describe, expect, it } from "vitest";
import { binRows, createRowBinner, fitBinning, inferFeatures, toLevel, toNumber } from "./feature-table.ts";

describe("inferFeatures", () => {
  it("tells numbers from categories and leaves out constants, names and excluded attributes", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      age: String(20 + i),
      job: i % 3 === 0 ? "nurse" : "pilot",
      country: "IE",
      name: `Person ${i}`,
      outcome: i % 2 === 0 ? "yes" : "no",
    }));
    expect(inferFeatures(rows, ["outcome"])).toEqual([
      { name: "age", kind: "numeric" },
      { name: "job", kind: "categorical" },
    ]);
  });

  it("finds nothing in no rows", () => {
    expect(inferFeatures([])).toEqual([]);
  });
});

describe("binning", () => {
  const rows = [
    { n: 1, c: "A" },
    { n: 2, c: "a " },
    { n: 3, c: "b" },
    { n: null, c: "" },
  ];
  const binnings = fitBinning(
    rows,
    [
      { name: "n", kind: "numeric" },
      { name: "c", kind: "categorical" },
    ],
    { minLevelRows: 1 },
  );

  it("keeps the order of numbers and folds case and spaces of labels", () => {
    const { columns, binCounts } = binRows(rows, binnings);
    expect([...(columns[0] ?? [])]).toEqual([1, 2, 3, 0]);
    expect([...(columns[1] ?? [])]).toEqual([1, 1, 2, 0]);
    expect(binCounts).toEqual([4, 3]);
  });

  it("bins one row as the table does, and unseen labels as missing", () => {
    const bin = createRowBinner(binnings);
    expect([...bin({ n: 99, c: "zebra" })]).toEqual([3, 0]);
    expect([...bin({})]).toEqual([0, 0]);
  });

  it("never makes more bins than asked for", () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ n: i }));
    const [binning] = fitBinning(many, [{ name: "n", kind: "numeric" }], { maxBins: 16 });
    expect(binning?.kind === "numeric" && binning.edges.length).toBe(15);
  });
});

describe("reading values", () => {
  it("treats blank, NaN and infinite values as missing numbers", () => {
    expect([toNumber(" "), toNumber(Number.NaN), toNumber("1e999"), toNumber("12 %"), toNumber("-1.5")]).toEqual([
      null,
      null,
      null,
      null,
      -1.5,
    ]);
    expect([toLevel("  "), toLevel(Number.NaN), toLevel(true)]).toEqual([null, null, "true"]);
  });
});
