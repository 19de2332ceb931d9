/** The first rows of a file as they were read, so that a wrong delimiter or shifted columns are seen before anything is written. */
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { ImportPreview } from "./import-types.ts";

const shownRows = 8;

export function PreviewTable({ preview }: { preview: ImportPreview }) {
  return (
    <Table label="The first rows of the file">
      <TableHead>
        <tr>
          {preview.columns.map(column => (
            <TableHeaderCell key={column.name}>{column.name}</TableHeaderCell>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {preview.rows.slice(0, shownRows).map((row, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a preview never move
          <TableRow key={position}>
            {preview.columns.map(column => (
              <TableCell key={column.name} className="max-w-64 truncate">
                {row[column.name]}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
