"use client";
/** Rows of one kind as a dense table: the first cell is the row's link, and a press anywhere in the row follows it. */
import Link from "next/link";
import type { MouseEvent, ReactNode } from "react";
import { RowDelegate } from "#components/delegate/delegate-button.tsx";
import type { Delegable } from "#components/delegate/delegate-data.ts";
import { useRowDelegation } from "#components/delegate/use-delegation.tsx";
import { useRowKeys } from "#components/tasks/use-row-keys.ts";
import { joinClasses } from "#components/ui/join-classes.ts";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";

export type Column<Row> = {
  header: string;
  cell: (row: Row) => ReactNode;
  isNumeric?: boolean;
  /** Left out on a narrow screen, where the panel of the row says it. */
  isWideOnly?: boolean;
  /** Width of the column; the first one takes what is left. */
  width?: string;
};

export type LibraryTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  delegable: (row: Row) => Delegable;
  openId: string | null;
  onOpen: (id: string) => void;
};

export function LibraryTable<Row>({ label, columns, rows, idOf, delegable, openId, onOpen }: LibraryTableProps<Row>) {
  const frame = useRowKeys<HTMLTableSectionElement>(label);
  const { delegate, sheet } = useRowDelegation(label, id => {
    const row = rows.find(one => idOf(one) === id);
    return row === undefined ? null : delegable(row);
  });
  const [first, ...others] = columns;
  if (first === undefined) return null;
  return (
    <>
      <Table label={label} className="table-fixed">
        <TableHead>
          <tr>
            {columns.map(column => (
              <TableHeaderCell key={column.header} isNumeric={column.isNumeric} className={styleColumn(column)}>
                {column.header}
              </TableHeaderCell>
            ))}
          </tr>
        </TableHead>
        <TableBody ref={frame}>
          {rows.map(row => {
            const id = idOf(row);
            return (
              <TableRow key={id} isSelected={id === openId} className="group/row relative">
                <TableCell className="truncate">
                  <Link
                    href={`?id=${encodeURIComponent(id)}`}
                    prefetch={false}
                    data-row={id}
                    onClick={event => {
                      if (!isPlainPress(event)) return;
                      // The panel opens over this very list: no need to ask the server for the page again.
                      event.preventDefault();
                      onOpen(id);
                    }}
                    className="font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:outline-offset-[-2px]"
                  >
                    {first.cell(row)}
                  </Link>
                  <RowDelegate label={delegable(row).label} onDelegate={() => delegate(delegable(row))} />
                </TableCell>
                {others.map(column => (
                  <TableCell
                    key={column.header}
                    isNumeric={column.isNumeric}
                    className={joinClasses("truncate", styleColumn(column))}
                  >
                    {column.cell(row)}
                  </TableCell>
                ))}
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
      {sheet}
    </>
  );
}

function styleColumn({ width, isWideOnly }: Pick<Column<unknown>, "width" | "isWideOnly">): string {
  return joinClasses(width, isWideOnly && "max-md:hidden");
}

function isPlainPress(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
