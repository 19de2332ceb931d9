"use client";
/** What became of a file: how many rows were taken, and each refused one with its line and reason, to download too. */
import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, Figure } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { ImportReport } from "./import-types.ts";

const shownRows = 200;

export function ImportReportCard({ report }: { report: ImportReport }) {
  const { accepted, updated, rejected, rejections } = report;
  return (
    <div className="flex flex-col gap-5">
      <Card aria-label="What became of the file">
        <CardHeader
          title={report.file_name}
          description={
            <>
              {report.kind}, read in <Duration startedAt={report.created_at} endedAt={report.finished_at} />
            </>
          }
          actions={<StatusBadge kind="task" status={report.status} />}
        />
        <CardBody className="grid grid-cols-3 gap-4">
          <Figure label="New" value={accepted.toLocaleString("en")} />
          <Figure label="Updated" value={updated.toLocaleString("en")} />
          <Figure label="Refused" value={rejected.toLocaleString("en")} />
        </CardBody>
      </Card>
      {rejected > 0 ? (
        <Card aria-label="Refused rows">
          <CardHeader
            title="Refused rows"
            description={
              rejections.length < rejected
                ? `The first ${rejections.length.toLocaleString("en")} of ${rejected.toLocaleString("en")} are kept.`
                : "Mend them in the file and import it again: rows that are known already are updated, not doubled."
            }
            actions={
              <Button size="sm" onClick={() => void download(report)}>
                <Download aria-hidden />
                Download as CSV
              </Button>
            }
          />
          <Table label="Refused rows" frameClassName="max-h-96 overflow-y-auto">
            <TableHead>
              <tr>
                <TableHeaderCell isNumeric>Line</TableHeaderCell>
                <TableHeaderCell>Column</TableHeaderCell>
                <TableHeaderCell>Reason</TableHeaderCell>
              </tr>
            </TableHead>
            <TableBody>
              {rejections.slice(0, shownRows).map(({ line, field, reason }) => (
                <TableRow key={`${line}-${field}`}>
                  <TableCell isNumeric>{line}</TableCell>
                  <TableCell>{field}</TableCell>
                  <TableCell className="max-md:whitespace-normal">{reason}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
          {rejections.length > shownRows ? (
            <p className="border-t px-4 py-2 text-muted text-xs">
              The first {shownRows} are shown. The download has {rejections.length.toLocaleString("en")}.
            </p>
          ) : null}
        </Card>
      ) : null}
    </div>
  );
}

async function download(report: ImportReport): Promise<void> {
  const { unparse } = await import("papaparse");
  // Reasons may quote cells of the file, which a spreadsheet must not run as formulas.
  const csv = unparse(report.rejections, { columns: ["line", "field", "reason"], escapeFormulae: true });
  const url = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `refused rows of ${report.file_name.replace(/\.[^.]+$/, "")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
