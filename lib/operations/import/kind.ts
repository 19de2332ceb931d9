/** Owns what a kind of import is: what its columns can become, how a row is read, and how rows are written. */
import type { FieldError } from "#lib/core/errors.ts";
import type { Session } from "#lib/db/database.ts";
import type { ImportTarget } from "./targets.ts";

export type RowProblem = { field: string; reason: string };
export type Read<T> = { row: T } | { problem: RowProblem };
export type Numbered<T> = { line: number; row: T };

export type Written = {
  accepted: number;
  updated: number;
  rejections: ({ line: number } & RowProblem)[];
  /** Contacts that were known, and opted out by this. */
  optedOut: string[];
};

export type Guess = { target: ImportTarget; reason: string | null };

export type GuessRule = {
  target: ImportTarget;
  /** Of the header in lower case with one blank between words. */
  pattern: RegExp;
  fits?: (value: string) => boolean;
  reason?: string;
};

/** Fixed values for what no column says. */
export type FixedValues = { platform?: string; account?: string; niche?: string; name_template: string };

/** What a row is known by, and how that is called: a later row of the file with the same one takes the place of the earlier. */
export type RowKey = { field: string; key: string };

export type Kind<T> = {
  /** One of them, for sentences. */
  noun: string;
  targets: readonly ImportTarget[];
  /** What a column becomes that nothing is guessed of. */
  fallback: ImportTarget;
  /** Targets that several columns may have. */
  repeatable: readonly ImportTarget[];
  /** Targets that one column at least must have, or a fixed value. */
  required: readonly (ImportTarget | "any")[];
  rules: readonly GuessRule[];
  guess?(name: string, plain: string, values: readonly string[]): Guess | null;
  check?(mapped: ReadonlySet<ImportTarget>, fixed: FixedValues): FieldError[];
  createReader(form: RowForm): (fields: readonly string[], rowNumber: number) => Read<T>;
  keysOf(row: T): RowKey[];
  write(session: Session, batch: readonly Numbered<T>[], origin: ImportOrigin): Promise<Written>;
  /** What pages look again at afterwards. */
  entity: string;
};

export type RowForm = {
  header: readonly string[];
  targets: readonly ImportTarget[];
  fixed: FixedValues;
  /** When the file is read. */
  now: Date;
};

export type ImportOrigin = { workspaceId: string; importId: string; now: Date };
