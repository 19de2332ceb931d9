"use client";
/** What became of a file: how many rows were taken, and each refused one with its line and reason, to download too. */
import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, Figure } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { type ImportReport, nameKind } from "./import-types.ts";

const shownRows = 200;

export function ImportReportCard({ report }: { report: ImportReport }) {
  const { accepted, updated, replaced, rejected, rejections, notes } = report;
  return (
    <div className="flex flex-col gap-5">
      <Card aria-label="What became of the file">
        <CardHeader
          title={report.file_name}
          description={
            <>
              {nameKind(report.kind)}
              {report.encoding === "utf-8" ? null : `, in ${report.encoding}`}, read in{" "}
              <Duration startedAt={report.created_at} endedAt={report.finished_at} />
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
        <RowsCard
          title="Refused rows"
          description={
            rejections.length < rejected
              ? `The first ${rejections.length.toLocaleString("en")} of ${rejected.toLocaleString("en")} are kept.`
              : "Mend them in the file and import it again: rows that are known already are updated, not doubled."
          }
          rows={rejections}
          fileName={report.file_name}
        />
      ) : null}
      {replaced > 0 ? (
        <RowsCard
          title="Rows that came again"
          description={
            notes.length < replaced
              ? `${replaced.toLocaleString("en")} rows repeat an earlier one; the first ${notes.length.toLocaleString("en")} are kept.`
              : "These rows have the id of an earlier row of the file. The later row counts; what it leaves empty stays."
          }
          rows={notes}
          fileName={report.file_name}
        />
      ) : null}
    </div>
  );
}

type Told = ImportReport["rejections"][number];
type RowsCardProps = { title: string; description: string; rows: readonly Told[]; fileName: string };

function RowsCard({ title, description, rows, fileName }: RowsCardProps) {
  return (
    <Card aria-label={title}>
      <CardHeader
        title={title}
        description={description}
        actions={
          <Button size="sm" onClick={() => void download(rows, `${title} of ${fileName}`)}>
            <Download aria-hidden />
            Download as CSV
          </Button>
        }
      />
      <Table label={`${title}, line by line`} frameClassName="max-h-96 overflow-y-auto">
        <TableHead>
          <tr>
            <TableHeaderCell isNumeric className="w-16">
              Line
            </TableHeaderCell>
            <TableHeaderCell>Column</TableHeaderCell>
            <TableHeaderCell>Reason</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {rows.slice(0, shownRows).map(({ line, field, reason }) => (
            <TableRow key={`${line}-${field}`}>
              <TableCell isNumeric>{line}</TableCell>
              <TableCell>{field}</TableCell>
              <TableCell className="max-md:whitespace-normal">{reason}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {rows.length > shownRows ? (
        <p className="border-t px-4 py-2 text-muted text-xs">
          The first {shownRows} are shown. The download has {rows.length.toLocaleString("en")}.
        </p>
      ) : null}
    </Card>
  );
}

async function download(rows: readonly Told[], name: string): Promise<void> {
  const { unparse } = await import("papaparse");
  // Reasons may quote cells of the file, which a spreadsheet must not run as formulas.
  const csv = unparse([...rows], { columns: ["line", "field", "reason"], escapeFormulae: true });
  const url = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/\.[^.]+$/, "")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
