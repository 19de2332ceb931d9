"use client";
/** The frame of a chart: its title, what its colours mean, and the same numbers as a table for whoever prefers to read. */
import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { DayChart, type DayChartProps, Swatch, writeValue } from "./day-chart.tsx";

export type ChartCardProps = DayChartProps & {
  title: string;
  description?: ReactNode;
  /** Said instead of a chart of nothing. */
  emptyText: string;
  /** Stands below the chart. */
  footer?: ReactNode;
  className?: string;
};

export function ChartCard({ title, description, emptyText, footer, className, ...chart }: ChartCardProps) {
  const [isTable, setIsTable] = useState(false);
  const isEmpty = chart.series.every(one => one.values.every(value => value === null || value === 0));
  return (
    <Card aria-label={title} className={className}>
      <CardHeader
        title={title}
        description={description}
        actions={
          isEmpty ? undefined : (
            <Button
              size="sm"
              variant="ghost"
              aria-pressed={isTable}
              aria-label={`${title} as a ${isTable ? "chart" : "table"}`}
              onClick={() => setIsTable(!isTable)}
            >
              {isTable ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
              {isTable ? "Chart" : "Table"}
            </Button>
          )
        }
      />
      <div className="p-4">
        {isEmpty ? (
          <p className="grid h-60 place-content-center max-md:h-28 text-balance px-6 text-center text-muted text-sm">
            {emptyText}
          </p>
        ) : isTable ? (
          <DayTable {...chart} label={title} />
        ) : (
          <>
            <ul className="mb-2 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1">
              {chart.series.map(one => (
                <li key={one.key} className="flex items-center gap-1.5 text-muted text-xs">
                  <Swatch ink={one.ink} />
                  {one.label}
                </li>
              ))}
            </ul>
            <DayChart {...chart} />
          </>
        )}
        {footer && !isEmpty ? <div className="mt-3 text-muted text-xs">{footer}</div> : null}
      </div>
    </Card>
  );
}

function DayTable({ label, days, series, formatValue, noteOf, onOpen }: DayChartProps) {
  return (
    <Table label={`${label} by day`} frameClassName="relative h-60 overflow-y-auto">
      <TableHead className="sticky top-0 bg-surface">
        <tr>
          <TableHeaderCell>Day (UTC)</TableHeaderCell>
          {series.map(one => (
            <TableHeaderCell key={one.key} isNumeric>
              {one.label}
            </TableHeaderCell>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {days
          .map((day, index) => ({ ...day, index }))
          .toReversed()
          .map(({ day, label: name, index }) => (
            <TableRow key={day}>
              <TableCell className="whitespace-nowrap">
                {name}
                {noteOf?.(index) ? <span className="ml-2 text-faint text-xs">{noteOf(index)}</span> : null}
              </TableCell>
              {series.map(one => (
                <TableCell key={one.key} isNumeric>
                  <button
                    type="button"
                    className="rounded-xs px-1 tabular-nums hover:underline max-md:min-h-11"
                    onClick={() => onOpen(day, one.key)}
                  >
                    {writeValue(one.values[index], formatValue)}
                    <span className="sr-only">
                      {" "}
                      {one.label}, {name}
                    </span>
                  </button>
                </TableCell>
              ))}
            </TableRow>
          ))}
      </TableBody>
    </Table>
  );
}
