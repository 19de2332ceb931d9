/** Like things as a table: what each is called first, a link where it has a page, then figures in their units, sentences last. */
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { EntityLink } from "./entity-link.tsx";
import { type Column, type Row, readColumns, readLink } from "./rows-columns.ts";
import { PlainValue, StructuredValue } from "./structured-value.tsx";
import { isEmpty, isPlain, isRecord, isSentence, writeMeasure, writeName } from "./value-words.ts";

const shownRows = 100;

export type RowsTableProps = { rows: readonly Row[]; label: string; name: string; domain?: string };

export function RowsTable({ rows, label, name, domain }: RowsTableProps) {
  const columns = readColumns(rows, domain);
  return (
    <div className="overflow-hidden rounded-lg border">
      <Table label={label} frameClassName="max-h-96 overflow-y-auto outline-offset-[-2px]">
        <TableHead className="sticky top-0 z-1 bg-surface shadow-[inset_0_-1px_0_var(--line)]">
          <tr>
            {columns.map(column => (
              <TableHeaderCell key={column.name} isNumeric={column.kind === "figure" || column.kind === "range"}>
                {column.kind === "range" ? "Range" : writeName(column.name)}
              </TableHeaderCell>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {rows.slice(0, shownRows).map((row, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored result never reorders
            <TableRow key={position}>
              {columns.map((column, at) => (
                <TableCell
                  key={column.name}
                  isNumeric={column.kind === "figure" || column.kind === "range"}
                  className={looks[column.kind]}
                >
                  <Cell row={row} column={column} isFirst={at === 0} name={name} domain={domain} />
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

const looks: Record<Column["kind"], string> = {
  name: "min-w-24",
  word: "min-w-20",
  figure: "whitespace-nowrap",
  range: "whitespace-nowrap",
  sentence: "min-w-64 whitespace-normal! first-letter:uppercase",
  rest: "",
};

type CellProps = { row: Row; column: Column; isFirst: boolean; name: string; domain?: string };

function Cell({ row, column, isFirst, name, domain }: CellProps) {
  const kin = Object.keys(row);
  if (column.kind === "range") {
    const [low, high] = [row.low, row.high].map((one, at) =>
      typeof one === "number" ? writeMeasure(at === 0 ? "low" : "high", one, { kin, of: name }) : "–",
    );
    return `${low} to ${high}`;
  }
  const value = row[column.name];
  const link = isFirst ? readLink(row, domain) : null;
  if (link !== null && link.name !== column.name && !isEmpty(value) && isPlain(value)) {
    return (
      <span className="max-md:[&>a]:inline-flex max-md:[&>a]:min-h-11 max-md:[&>a]:items-center">
        <EntityLink entity={link.entity} id={link.id}>
          <PlainValue name={column.name} value={value} domain={domain} />
        </EntityLink>
      </span>
    );
  }
  if (isPlain(value) || isSentence(value)) {
    return <PlainValue name={column.name} value={value} domain={domain} kin={kin} of={name} />;
  }
  if (Array.isArray(value) && value.every(isPlain)) return value.length === 0 ? "–" : value.join(", ");
  if (isRecord(value) && Object.values(value).every(isPlain)) {
    return Object.entries(value)
      .map(([part, one]) => {
        const words = typeof one === "number" ? writeMeasure(part, one) : String(one ?? "–");
        return `${writeName(part).toLowerCase()} ${words}`;
      })
      .join(", ");
  }
  const inside = Array.isArray(value) ? { [column.name]: value } : isRecord(value) ? value : {};
  return (
    <details>
      <summary className="w-fit text-muted max-md:min-h-11 max-md:content-center">
        {Object.keys(isRecord(value) ? value : (value as unknown[])).length} inside
      </summary>
      <div className="mt-1 min-w-64">
        <StructuredValue value={inside} label={writeName(column.name)} domain={domain} />
      </div>
    </details>
  );
}
