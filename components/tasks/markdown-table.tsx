/** A table in Markdown's marks: the first line names the columns, the second says which are figures. */
import type { ReactNode } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";

export type MarkdownTableProps = { lines: readonly string[]; writeCell: (text: string) => ReactNode };

export function MarkdownTable({ lines, writeCell }: MarkdownTableProps) {
  const { header, areFigures, rows } = readTable(lines);
  return (
    <div data-wide className="overflow-hidden rounded-lg border">
      <Table label={header.join(", ")} frameClassName="outline-offset-[-2px]">
        <TableHead>
          <tr>
            {header.map((name, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one text never move
              <TableHeaderCell key={column} isNumeric={areFigures[column]}>
                {name.charAt(0).toUpperCase() + name.slice(1)}
              </TableHeaderCell>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one text never move
            <TableRow key={row}>
              {header.map((_, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one text never move
                <TableCell key={column} isNumeric={areFigures[column]}>
                  {writeCell(cells[column] ?? "")}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** The parts of a table; without a line of marks below the first, no column is of figures. */
export function readTable(lines: readonly string[]) {
  const cut = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map(cell => cell.trim());
  const [first = [], second = [], ...rest] = lines.map(cut);
  const hasMarks = second.length > 0 && second.every(mark => /^:?-+:?$/.test(mark));
  return {
    header: first,
    areFigures: first.map((_, column) => hasMarks && (second[column] ?? "").endsWith("-:")),
    rows: hasMarks ? rest : [second, ...rest].filter(row => row.length > 0),
  };
}
