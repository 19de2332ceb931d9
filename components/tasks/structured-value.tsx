/** A result as a person reads it: plain values as a list of names, lists of like things as tables, the rest as a tree. */
import type { ReactNode } from "react";
import { JsonView } from "#components/ui/json-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { EntityLink } from "./entity-link.tsx";

const shownRows = 100;

export function StructuredValue({ value, label }: { value: Record<string, unknown>; label: string }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <p className="text-muted text-sm">Nothing.</p>;
  const plain = entries.filter(([, one]) => isPlain(one));
  const rest = entries.filter(([, one]) => !isPlain(one));
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {plain.length > 0 ? (
        <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
          {plain.map(([name, one]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{writeName(name)}</dt>
              <dd className="min-w-0 whitespace-pre-line break-words">{writePlain(name, one)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {rest.map(([name, one]) => (
        <section key={name} aria-label={writeName(name)} className="min-w-0">
          <h3 className="mb-1 font-medium text-muted text-xs">
            {writeName(name)}
            {Array.isArray(one) ? ` (${one.length.toLocaleString("en")})` : ""}
          </h3>
          <Nested name={name} value={one} label={label} />
        </section>
      ))}
    </div>
  );
}

function Nested({ name, value, label }: { name: string; value: unknown; label: string }) {
  if (Array.isArray(value)) {
    if (value.length === 0) return <p className="text-muted text-sm">None.</p>;
    if (value.every(isPlain)) {
      return (
        <ul className="list-disc pl-5 text-sm">
          {value.map((one, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored result never reorders
            <li key={position}>{writePlain(name, one)}</li>
          ))}
        </ul>
      );
    }
    if (value.every(isRecord)) return <RowsTable rows={value} label={`${label}: ${writeName(name)}`} />;
  }
  if (isFlat(value)) return <StructuredValue value={value} label={label} />;
  return <JsonView value={value} label={`${label}: ${writeName(name)}`} openDepth={1} />;
}

function RowsTable({ rows, label }: { rows: readonly Record<string, unknown>[]; label: string }) {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const isNumeric = (column: string) => rows.every(row => typeof row[column] === "number");
  // Words first, figures after them: a narrow column of figures at the left edge would stretch.
  const columns = [...names.filter(name => !isNumeric(name)), ...names.filter(isNumeric)];
  return (
    <div className="rounded-lg border">
      <Table label={label} frameClassName="max-h-96 overflow-y-auto rounded-lg">
        <TableHead>
          <tr>
            {columns.map(column => (
              <TableHeaderCell key={column} isNumeric={isNumeric(column)}>
                {writeName(column)}
              </TableHeaderCell>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {rows.slice(0, shownRows).map((row, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored result never reorders
            <TableRow key={position}>
              {columns.map(column => (
                <TableCell key={column} isNumeric={typeof row[column] === "number"}>
                  <Cell name={column} value={row[column]} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {rows.length > shownRows ? (
        <p className="border-t px-3 py-2 text-muted text-xs">
          The first {shownRows} of {rows.length.toLocaleString("en")} rows. The task's API address has them all.
        </p>
      ) : null}
    </div>
  );
}

/** Any value in one cell: short ones in words, deep ones behind a press. */
function Cell({ name, value }: { name: string; value: unknown }) {
  if (isPlain(value)) return writePlain(name, value);
  if (Array.isArray(value) && value.every(isPlain))
    return value.length === 0 ? writePlain(name, null) : value.join(", ");
  if (isFlat(value)) {
    return Object.entries(value)
      .map(([part, one]) => `${writeName(part).toLowerCase()} ${typeof one === "number" ? writeNumber(one) : one}`)
      .join(", ");
  }
  const count = Array.isArray(value) ? value.length : Object.keys(value as object).length;
  return (
    <details>
      <summary className="w-fit text-muted max-md:min-h-11 max-md:content-center">{count} inside</summary>
      <JsonView value={value} label={writeName(name)} className="mt-1 min-w-64" />
    </details>
  );
}

function isPlain(value: unknown): value is string | number | boolean | null | undefined {
  return typeof value !== "object" || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFlat(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && Object.values(value).every(isPlain);
}

/** "research_ready" as "Research ready". */
export function writeName(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An id whose name says what it is of becomes a link; numbers keep their meaning, nothing is a dash. */
function writePlain(name: string, value: unknown): ReactNode {
  if (value === null || value === undefined || value === "") return <span className="text-faint">–</span>;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return writeNumber(value);
  const text = String(value);
  if (instantPattern.test(text)) return <RelativeTime at={text} />;
  const entity = name.endsWith("_id") ? name.slice(0, -"_id".length) : undefined;
  if (entity === undefined) return text;
  return (
    <EntityLink entity={entity} id={text}>
      {text.length > 12 ? `…${text.slice(-8)}` : text}
    </EntityLink>
  );
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function writeNumber(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: Number.isInteger(value) ? 0 : 4 });
}
