"use client";
/** Loaded on demand by the waterfall. The same steps as a table, for those who read rather than look. */
import { Fragment } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { writeTick } from "./axis.ts";
import type { WaterfallGroup } from "./waterfall-rows.ts";

export type StepTableProps = { groups: readonly WaterfallGroup[] };

export function StepTable({ groups }: StepTableProps) {
  return (
    <div className="px-1 pt-2 pb-3">
      <Table label="Steps">
        <TableHead>
          <tr>
            <TableHeaderCell>Step</TableHeaderCell>
            <TableHeaderCell isNumeric>Begins at</TableHeaderCell>
            <TableHeaderCell isNumeric>Took</TableHeaderCell>
            <TableHeaderCell>How it went</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {groups.map(group => (
            <Fragment key={group.id}>
              <tr>
                <th scope="rowgroup" colSpan={4} className="bg-sunken px-3 py-1.5 text-left font-medium text-xs">
                  {group.title}: {group.note}
                </th>
              </tr>
              {group.rows.map(row => (
                <TableRow key={row.id}>
                  <TableCell>{row.label}</TableCell>
                  <TableCell isNumeric>{row.isCut ? "before" : writeTick(row.startMs)}</TableCell>
                  <TableCell isNumeric>{writeTick(row.durationMs)}</TableCell>
                  <TableCell>{row.error ?? (row.isRunning ? "under way" : "done")}</TableCell>
                </TableRow>
              ))}
            </Fragment>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
