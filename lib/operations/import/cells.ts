/** Owns the reading of a row cell by cell into an object, by a table of what each target sets. The first bad cell refuses the row. */
import type { Read, RowForm } from "./kind.ts";
import type { ImportTarget } from "./targets.ts";
import { type Cell, readCount, readMoment, readText } from "./values.ts";

export type CellReaders<T> = { readonly [target in ImportTarget]?: (row: T, text: string) => Cell<unknown> };

const mostCount = 1_000_000_000_000;

type FieldsOf<T, V> = { [K in keyof T]: V extends T[K] ? K : never }[keyof T];

/** Sets a whole number. */
export function setCount<T>(field: FieldsOf<T, number>, most = mostCount) {
  return (row: T, text: string) => keep(row, field, readCount(text, most));
}

/** Sets a text no longer than the column takes. */
export function setText<T>(field: FieldsOf<T, string>, longest: number) {
  return (row: T, text: string) => keep(row, field, readText(text, longest));
}

/** Sets a moment as ISO text. */
export function setMoment<T>(field: FieldsOf<T, string>) {
  return (row: T, text: string) => keep(row, field, readMoment(text));
}

/** Sets a platform, in lower case. */
export function setPlatform<T extends { platform: string }>() {
  return (row: T, text: string) => keep(row, "platform", readText(text.toLowerCase(), 40));
}

/** Sets a field where the cell could be read. */
export function keep<T, K extends keyof T>(row: T, field: K, cell: Cell<unknown>): Cell<unknown> {
  if ("value" in cell) row[field] = cell.value as T[K];
  return cell;
}

export type RowReaderOptions<T> = {
  create(): T;
  readers: CellReaders<T>;
  /** What every row needs, with the sentence for a row that lacks it. */
  needs: readonly [field: keyof T & string, reason: string][];
};

/** A reader of rows under one mapping; empty cells leave what `create` set. */
export function createRowReader<T>({ header, targets }: RowForm, { create, readers, needs }: RowReaderOptions<T>) {
  const columns = targets.flatMap((target, index) => {
    const read = readers[target];
    return read === undefined ? [] : [{ index, read, name: header[index] ?? "" }];
  });
  return (fields: readonly string[]): Read<T> => {
    const row = create();
    for (const { index, read, name } of columns) {
      const text = fields[index]?.trim() ?? "";
      if (text === "") continue;
      const cell = read(row, text);
      if ("problem" in cell) return { problem: { field: name, reason: cell.problem } };
    }
    for (const [field, reason] of needs) if (row[field] === "") return { problem: { field, reason } };
    return { row };
  };
}
