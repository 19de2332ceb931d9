/** Finds the public data sets that engines are measured on. They are never part of the project; what needs one says when it is not there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";

const folder = process.env.QUARTERDECK_DATA_SETS ?? path.join(import.meta.dirname, "..", "..", "shared", "data");

/** Whether a data set lies in QUARTERDECK_DATA_SETS, or else in ../shared/data beside the checkout. */
export function hasDataSet(name: string): boolean {
  return existsSync(path.join(folder, name));
}

/** What a test's title ends with when its data set is not there: empty when it is. */
export function explainAbsence(name: string): string {
  return hasDataSet(name) ? "" : ` (skipped: ${name} is neither in QUARTERDECK_DATA_SETS nor in ../shared/data)`;
}

/** A data set as its file is. Throws when it is not there. */
export function readDataSetBytes(name: string): Buffer {
  return readFileSync(path.join(folder, name));
}

/** The rows of a data set by column. Throws when it is not there. */
export function readDataSet(name: string): Record<string, string>[] {
  return parse(readFileSync(path.join(folder, name)), { columns: true, bom: true, relax_quotes: true });
}
